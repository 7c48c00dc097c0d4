//! A desktop's session bus, and what shows notifications and files on it, as a desktop has them.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use gtk::gio;
use gtk::gio::{DBusCallFlags, DBusConnection, DBusConnectionFlags, DBusNodeInfo};
use gtk::glib::{MainContext, MainLoop, ToVariant, Variant};

use crate::driver::kill_group;
use crate::patience::LONGEST;

/// A notification as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    id: u32,
    /// Its first line.
    pub summary: String,
    /// The rest.
    pub body: String,
}

/// A session bus with a notification service, as long as this lives.
#[derive(Debug)]
pub struct Desktop {
    bus: Child,
    address: String,
    shown: Receiver<Shown>,
    files: Receiver<String>,
    connection: DBusConnection,
    /// Kept: the file manager is gone when it is dropped.
    _files_connection: DBusConnection,
}

/// <https://specifications.freedesktop.org/notification-spec/latest/protocol.html>
const INTERFACE: &str = r#"<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"#;
const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// <https://www.freedesktop.org/wiki/Specifications/file-manager-interface/>
const FILES_INTERFACE: &str = r#"<node><interface name="org.freedesktop.FileManager1">
  <method name="ShowItems"><arg type="as" direction="in"/><arg type="s" direction="in"/></method>
</interface></node>"#;
const FILES: &str = "org.freedesktop.FileManager1";
const FILES_PATH: &str = "/org/freedesktop/FileManager1";

impl Desktop {
    /// Starts both. `folder` gets the bus's configuration; it starts nothing else by itself.
    pub fn new(folder: &Path) -> Self {
        let config = folder.join("bus.conf");
        // A path in there would be too long for a socket. One process has one desktop.
        let listen = format!("unix:abstract=trainyard-tests-{}", std::process::id());
        let text = format!(
            r#"<busconfig><type>session</type><listen>{listen}</listen><auth>EXTERNAL</auth>
            <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#
        );
        std::fs::write(&config, text).unwrap();
        let mut bus = Command::new("dbus-daemon");
        bus.arg(format!("--config-file={}", config.display())).args(["--nofork", "--print-address=1"]);
        bus.stdout(Stdio::piped()).process_group(0);
        let mut bus = bus.spawn().unwrap_or_else(|error| panic!("dbus-daemon: {error}"));
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_string();
        let ((tell, shown), (tell_file, files)) = (mpsc::channel(), mpsc::channel());
        let last = AtomicU32::new(0);
        let connection = serve(&address, [NAME, PATH, INTERFACE], move |method, arguments| {
            answer(method, arguments, &last, &tell)
        });
        let _files_connection = serve(&address, [FILES, FILES_PATH, FILES_INTERFACE], move |_, arguments| {
            let uris = arguments.child_value(0).get::<Vec<String>>().unwrap();
            // Nobody listens any more once a test is over.
            uris.into_iter().for_each(|uri| drop(tell_file.send(uri)));
            ().to_variant()
        });
        Self { bus, address, shown, files, connection, _files_connection }
    }

    /// Where programs find the bus.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits for a notification.
    #[track_caller]
    pub fn notification(&self) -> Shown {
        self.shown.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("no notification was shown"))
    }

    /// Waits until the file manager shows a file: its URI.
    #[track_caller]
    pub fn file(&self) -> String {
        self.files.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("no file was shown"))
    }

    /// Clicks on a notification.
    pub fn click(&self, shown: &Shown) {
        let clicked = (shown.id, "default").to_variant();
        self.connection.emit_signal(None, PATH, NAME, "ActionInvoked", Some(&clicked)).unwrap();
    }
}

/// Answers as the service with this name, path and interface, in a thread of its own.
fn serve(
    address: &str,
    [service, path, interface]: [&'static str; 3],
    answer: impl Fn(&str, &Variant) -> Variant + Send + Sync + 'static,
) -> DBusConnection {
    let (ready, is_ready) = mpsc::channel();
    let address = address.to_string();
    thread::spawn(move || {
        let context = MainContext::new();
        context
            .with_thread_default(move || {
                let flags =
                    DBusConnectionFlags::AUTHENTICATION_CLIENT | DBusConnectionFlags::MESSAGE_BUS_CONNECTION;
                let connection =
                    DBusConnection::for_address_sync(&address, flags, None, gio::Cancellable::NONE).unwrap();
                // Else losing the bus ends the whole test program.
                connection.set_exit_on_close(false);
                let interface = DBusNodeInfo::for_xml(interface).unwrap().lookup_interface(service).unwrap();
                connection
                    .register_object(
                        path,
                        &interface,
                        move |_, _, _, _, method, arguments, call| {
                            call.return_value(Some(&answer(method, &arguments)));
                        },
                        |_, _, _, _, _| ().to_variant(),
                        |_, _, _, _, _, _| false,
                    )
                    .unwrap();
                let (bus, path) = ("org.freedesktop.DBus", "/org/freedesktop/DBus");
                let name = (service, 0_u32).to_variant();
                let (flags, cancel) = (DBusCallFlags::NONE, gio::Cancellable::NONE);
                connection
                    .call_sync(Some(bus), path, bus, "RequestName", Some(&name), None, flags, -1, cancel)
                    .unwrap();
                ready.send(connection).unwrap();
                MainLoop::new(Some(&MainContext::thread_default().unwrap()), false).run();
            })
            .unwrap();
    });
    is_ready.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("the service is not there"))
}

fn answer(method: &str, arguments: &Variant, last: &AtomicU32, tell: &Sender<Shown>) -> Variant {
    match method {
        "GetCapabilities" => (vec!["body", "actions"],).to_variant(),
        "GetServerInformation" => ("desktop", "trainyard", "1", "1.2").to_variant(),
        "Notify" => {
            let id = last.fetch_add(1, Ordering::Relaxed) + 1;
            let text = |place| arguments.child_value(place).get::<String>().unwrap();
            // Nobody listens any more once a test is over.
            let _ = tell.send(Shown { id, summary: text(3), body: text(4) });
            (id,).to_variant()
        }
        _ => ().to_variant(),
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        kill_group(&mut self.bus);
    }
}
