//! `scenario TRAINYARD` makes the scenario with this program, prints it as a line of JSON, and removes it at the end
//! of its standard input. It fails if a process of the scenario is still running then.
#![expect(clippy::unwrap_used, reason = "it is part of tests")]

fn main() {
    let program = std::env::args_os().nth(1).unwrap();
    let scenario = testkit::Scenario::new(program);
    println!("{}", scenario.json());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
}
