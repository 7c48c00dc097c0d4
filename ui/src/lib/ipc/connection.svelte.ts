// How the connection to the server is. Pages in the window have none that could be lost.

export const connection = $state({
  /** It is lost, and tried again until it is back. */
  isLost: false,
  /** The server does not know this page: it was opened without a link, or the server was started again. */
  needsLink: false,
});
