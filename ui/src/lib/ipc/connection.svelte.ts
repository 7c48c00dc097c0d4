// The state of the connection to the server. In Trainyard's own window it cannot be lost.

export const connection = $state({
  /** The connection was lost. It is retried until it succeeds. */
  isLost: false,
  /** The server rejected the token: the page was opened without a link, or the server restarted. */
  needsLink: false,
});
