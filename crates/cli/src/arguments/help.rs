//! The help of each argument, and clap's own texts, in the person's language.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};
use locales::{Language, Message};

/// Creates arguments with their help.
#[derive(Clone, Copy)]
pub(super) struct Help(pub(super) Language);

impl Help {
    pub(super) fn text(self, message: Message) -> String {
        message.render(self.0)
    }

    pub(super) fn command(self, name: &'static str, about: Message) -> Command {
        Command::new(name).about(self.text(about))
    }

    pub(super) fn option(self, name: &'static str, help: Message) -> Arg {
        Arg::new(name).long(name).help(self.text(help))
    }

    pub(super) fn flag(self, name: &'static str, help: Message) -> Arg {
        self.option(name, help).action(ArgAction::SetTrue)
    }

    pub(super) fn path(self, name: &'static str, help: Message) -> Arg {
        Arg::new(name).help(self.text(help)).value_parser(value_parser!(PathBuf))
    }

    pub(super) fn positional(self, name: &'static str, value_name: &'static str, help: Message) -> Arg {
        Arg::new(name).value_name(value_name).required(true).help(self.text(help))
    }

    pub(super) fn json(self) -> Arg {
        self.flag("json", Message::HelpJson)
    }

    pub(super) fn output(self) -> Arg {
        self.path("output", Message::HelpOutput).long("output").short('o').required(true)
    }
}

/// clap's own texts in the person's language, and no wrapping, which would hide what a path was.
pub(super) fn localised(command: Command, help: Help) -> Command {
    let template =
        format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}", help.text(Message::HelpUsage));
    let named = command
        .help_template(template)
        .subcommand_help_heading(help.text(Message::HelpCommands))
        .subcommand_value_name(help.text(Message::HelpCommand))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { Message::HelpArguments } else { Message::HelpOptions };
            let arg = match arg.get_action() {
                ArgAction::Help => arg.help(help.text(Message::HelpHelp)).display_order(LAST),
                ArgAction::Version => arg.help(help.text(Message::HelpVersion)).display_order(LAST),
                _ => arg,
            };
            arg.help_heading(help.text(heading))
        });
    named.mut_subcommands(
        |below| if below.get_name() == "help" { below.hide(true) } else { localised(below, help) },
    )
}

/// Options of all commands are listed after a command's own.
pub(super) const LAST: usize = 900;
