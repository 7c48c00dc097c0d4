use std::fs;
use std::io::{Seek, SeekFrom, Write};

use super::*;
use crate::testing::{Kept, file, fixture};

/// What a reader finds in this text.
fn all_of(kind: Kind, text: &str) -> (Kept, Result<Came, Broken>) {
    let (mut kept, (file, _)) = (Kept::default(), file(text.as_bytes()));
    let came = CsvReader::new(kind, "").read_more(&file, 1.0, &mut |found| kept.take(found));
    (kept, came)
}

fn text_of(name: &str) -> String {
    fs::read_to_string(fixture(&format!("csv/{name}.csv"))).unwrap()
}

/// Writes a file again.
fn rewrite(mut file: &File, bytes: &[u8]) {
    file.set_len(0).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(bytes).unwrap();
}

/// A chart would have other points than Lightning logged.
#[test]
fn numbers_are_those_that_lightning_logged() {
    let (kept, came) = all_of(Kind::LightningCsv, &text_of("lightning-3"));
    assert_eq!(
        (came, kept.names()),
        (Ok(Came::All), vec!["a, b", "accuracy", "epoch", "train_loss", "val_loss"])
    );
    assert_eq!(
        kept.series("train_loss"),
        (0..6).map(|step| (step, 1.0 / (step + 1) as f64)).collect::<Vec<_>>()
    );
    assert_eq!((kept.series("val_loss"), kept.series("a, b")), (vec![(2, 0.75)], vec![(4, 0.5)]));
    assert!(kept.series("accuracy")[0].1.is_nan());
}

/// A chart would have other points than Keras logged.
#[test]
fn numbers_are_those_that_keras_logged() {
    let (kept, came) = all_of(Kind::KerasCsv, &text_of("keras"));
    assert_eq!((came, kept.names()), (Ok(Came::All), vec!["accuracy", "loss", "val_accuracy", "val_loss"]));
    assert_eq!(
        kept.series("loss"),
        (0..4).map(|epoch| (epoch, 1.0 / (epoch + 1) as f64)).collect::<Vec<_>>()
    );

    let (kept, came) = all_of(Kind::KerasCsv, &text_of("keras-rarely-validated"));
    assert_eq!(came, Ok(Came::All));
    assert_eq!(
        (kept.series("loss"), kept.series("mae")),
        (vec![(0, 0.5), (1, f64::INFINITY)], vec![(0, 0.25)])
    );
    assert_eq!((kept.series("val_loss"), kept.series("val_mae")), (vec![(1, 3.0)], vec![(1, 4.0)]));
}

/// Every new metric would put all points before into the charts once more.
#[test]
fn a_file_that_is_written_again_with_a_new_column_gives_no_point_twice() {
    let whole = all_of(Kind::LightningCsv, &text_of("lightning-3")).0;
    // A part of it may be seen while it is being written, or only what it has become.
    for seen in [&[0, 10, 50, 100][..], &[100]] {
        let (mut kept, (file, _)) = (Kept::default(), file(&[]));
        let mut reader = CsvReader::new(Kind::LightningCsv, "");
        for version in 0..4 {
            let text = text_of(&format!("lightning-{version}"));
            for percent in seen {
                rewrite(&file, &text.as_bytes()[..text.len() * percent / 100]);
                assert_eq!(reader.read_more(&file, 1.0, &mut |found| kept.take(found)), Ok(Came::All));
            }
        }
        for name in whole.names() {
            assert_eq!(format!("{:?}", kept.series(name)), format!("{:?}", whole.series(name)), "{name}");
        }
        assert_eq!(kept.points.len(), whole.points.len());
    }
}

/// A second training with the same logger would have no charts.
#[test]
fn another_training_of_keras_in_the_same_file_is_given() {
    let (mut kept, (file, _)) = (Kept::default(), file(b"epoch,loss\n0,5\n1,4\n2,3\n"));
    let mut reader = CsvReader::new(Kind::KerasCsv, "");
    let mut read = || reader.read_more(&file, 1.0, &mut |found| kept.take(found)).unwrap();
    read();
    rewrite(&file, b"epoch,loss\n0,9\n");
    read();
    (&file).write_all(b"1,8\n0,7\n").unwrap();
    read();
    assert_eq!(kept.series("loss"), [(0, 5.0), (1, 4.0), (2, 3.0), (0, 9.0), (1, 8.0), (0, 7.0)]);
}

/// A chart would stop, or show a point twice or a part of a number, when it is looked at while a row is being written.
#[test]
fn a_half_written_row_is_waited_for() {
    for (kind, name) in [(Kind::LightningCsv, "lightning-3"), (Kind::KerasCsv, "keras")] {
        let text = text_of(name);
        let (mut kept, (file, mut writer)) = (Kept::default(), file(&[]));
        let mut reader = CsvReader::new(kind, "");
        for byte in text.as_bytes() {
            writer.write_all(&[*byte]).unwrap();
            assert_eq!(reader.read_more(&file, 1.0, &mut |found| kept.take(found)), Ok(Came::All));
        }
        assert_eq!(format!("{:?}", kept.points), format!("{:?}", all_of(kind, &text).0.points));
    }
}

/// A dataset or a table of results would be shown as charts.
#[test]
fn other_tables_are_no_series() {
    let format = |at| Err(Broken { at, why: Why::Format });
    for table in [
        "id,label,loss\n1,2,3\n",
        "epoch,train_loss,val_loss\n0,1,2\n",
        "epoch,loss,accuracy\n0,1,2\n",
        "epoch, accuracy, loss\n0,1,2\n",
        "epoch,time,train/box_loss\n1,2,3\n",
        "epochs,loss\n0,1\n",
        "epoch\n0\n",
        "epoch,loss,loss\n0,1,2\n",
        "epoch,,loss\n0,1,2\n",
        "loss,epoch\n1,0\n",
        "\u{feff}epoch,loss\n0,1\n",
        "\n",
    ] {
        let (kept, came) = all_of(Kind::KerasCsv, table);
        assert_eq!((came, kept.points), (format(0), vec![]), "{table:?}");
    }
    for table in
        ["epoch,loss\n0,1\n", "step\n0\n", "step,step\n0,1\n", "Step,loss\n0,1\n", "step;loss\n0;1\n"]
    {
        let (kept, came) = all_of(Kind::LightningCsv, table);
        assert_eq!((came, kept.points), (format(0), vec![]), "{table:?}");
    }
    for (kind, row) in [
        (Kind::KerasCsv, "5,high\n"),
        (Kind::KerasCsv, "7,1\n"),
        (Kind::KerasCsv, "-1,1\n"),
        (Kind::KerasCsv, "1.5,1\n"),
        (Kind::KerasCsv, "5\n"),
        (Kind::KerasCsv, "5,1,2\n"),
        (Kind::LightningCsv, "x,1\n"),
        (Kind::LightningCsv, "5,NA\n"),
        (Kind::LightningCsv, "2026-11-28,1\n"),
    ] {
        let head = if kind == Kind::KerasCsv { "epoch,loss\n4,1\n" } else { "step,loss\n4,1\n" };
        let (kept, came) = all_of(kind, &format!("{head}{row}5,9\n"));
        assert_eq!((came, kept.series("loss")), (format(head.len() as u64), vec![(4, 1.0)]), "{row:?}");
    }
}

/// A file of one line would take all memory, and a table of endless columns all time.
#[test]
fn long_lines_are_no_series() {
    let long = format!("epoch,loss{}", "x".repeat(LINE));
    assert_eq!(all_of(Kind::KerasCsv, &long).1, Err(Broken { at: 0, why: Why::Format }));
    let wide = format!("step{}\n", (0..1_000).map(|at| format!(",c{at}")).collect::<String>());
    assert_eq!(all_of(Kind::LightningCsv, &wide).1, Err(Broken { at: 0, why: Why::Format }));
    let row = format!("step,loss\n0,{}\n", "1".repeat(LINE));
    assert_eq!(all_of(Kind::LightningCsv, &row).1, Err(Broken { at: 10, why: Why::TooMany }));
}
