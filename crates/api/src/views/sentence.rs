//! The sentence that says what a form will do.

use contract::{DatasetName, FolderPath, PipelineKind, RunForm, Version, When};
use locales::{Language, Message};

/// The sentence for a form that is due at `when`, or now. `made` is the version that a run of now would make,
/// if that is certain.
pub(crate) fn sentence(
    form: &RunForm,
    when: Option<&When>,
    made: Option<Version>,
    language: Language,
) -> String {
    let mut does = action(form, language).render(language);
    if let Some(when) = when {
        does = Message::FormWhen { does, when: when.render_in_sentence(language) }.render(language);
    }
    let package = form.package.to_string();
    let result = match (form.kind, when, made) {
        (PipelineKind::Evaluation, ..) => return Message::FormDoes { does }.render(language),
        (_, None, Some(to)) => Message::FormResult { package, to: to.to_string() },
        (_, None | Some(When::At(_)), _) => Message::FormResultNext { package },
        (_, Some(_), _) => Message::FormResultEach { package },
    };
    Message::FormMakes { does, result: result.render(language) }.render(language)
}

/// What a run of the form does, without an end of the sentence.
fn action(form: &RunForm, language: Language) -> Message {
    let shown = |chosen: &Option<(DatasetName, FolderPath)>, state: Option<u32>| {
        let (name, folder) = chosen.as_ref()?;
        let dataset = format!("{name}/{folder}").trim_end_matches('/').to_string();
        let Some(number) = state.map(u64::from) else { return Some(dataset) };
        Some(Message::DatasetAtState { dataset, number }.render(language))
    };
    let (package, from) = (form.package.to_string(), form.version.to_string());
    let (input, evaluation) =
        (shown(&form.input, form.input_state), shown(&form.evaluation, form.evaluation_state));
    let dataset = input.or(evaluation.clone()).unwrap_or_default();
    match (form.kind, evaluation) {
        (PipelineKind::Training, _) => Message::FormTrains { package, from, dataset },
        (PipelineKind::Evaluation, _) => Message::FormEvaluates { package, from, dataset },
        (PipelineKind::Full, None) => Message::FormRunsAll { package, from, dataset },
        (PipelineKind::Full, Some(evaluation)) => {
            Message::FormRunsAllApart { package, from, dataset, evaluation }
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::Limits;

    use super::*;

    /// A person would expect a run now, or a version that only the first of many runs can make.
    #[test]
    fn the_sentence_says_the_clock_and_promises_no_version_that_may_be_taken() {
        let form = RunForm {
            name: "zoo".into(),
            kind: PipelineKind::Training,
            package: "zoo".parse().unwrap(),
            version: "1.2".parse().unwrap(),
            as_of: None,
            input: Some(("animals".parse().unwrap(), FolderPath::default())),
            evaluation: None,
            input_state: None,
            evaluation_state: None,
            parameters: Vec::new(),
            gpu: false,
            limits: Limits::default(),
            grace_seconds: 10,
            isolation: None,
        };
        let said = |when: Option<When>, made: Option<Version>, language| {
            sentence(&form, when.as_ref(), made, language)
        };
        let made = "1.3".parse().ok();
        let days = |days: &str| When::weekly(days, "03:30").ok();
        for (when, made, english, french) in [
            (None, made, "; the result will be zoo 1.3.", "\u{202f}; le résultat sera zoo 1.3."),
            (
                None,
                None,
                "; the result will be the next version of zoo.",
                "\u{202f}; le résultat sera la prochaine version de zoo.",
            ),
            (
                When::at("2099-01-01 08:00").ok(),
                made,
                " on 2099-01-01 at 08:00; the result will be the next version of zoo.",
                " le 2099-01-01 à 08:00\u{202f}; le résultat sera la prochaine version de zoo.",
            ),
            (
                days("mon,thu"),
                made,
                " every Monday and Thursday at 03:30; each run makes the next version of zoo.",
                " chaque lundi et jeudi à 03:30\u{202f}; chaque exécution produit la version suivante de zoo.",
            ),
            (
                days("mon,tue,wed,thu,fri"),
                made,
                " every weekday at 03:30; each run makes the next version of zoo.",
                " du lundi au vendredi à 03:30\u{202f}; chaque exécution produit la version suivante de zoo.",
            ),
            (
                When::cron("15 6 1 * *").ok(),
                made,
                " whenever 15 6 1 * * comes due; each run makes the next version of zoo.",
                " à chaque échéance de 15 6 1 * *\u{202f}; chaque exécution produit la version suivante de zoo.",
            ),
        ] {
            let said = |language| said(when.clone(), made, language);
            assert_eq!(said(Language::English), format!("Trains zoo 1.2 on animals{english}"));
            assert_eq!(said(Language::French), format!("Entraîne zoo 1.2 sur animals{french}"));
        }
        let evaluation = RunForm { kind: PipelineKind::Evaluation, ..form.clone() };
        let said = sentence(&evaluation, days("sat").as_ref(), made, Language::English);
        assert_eq!(said, "Evaluates zoo 1.2 on animals every Saturday at 03:30.");
    }
}
