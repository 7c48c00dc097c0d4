// The addresses and headers of requests to the server.

const KEY = 'trainyard-token';

/** Identifies this page. Each page has its own session, even in the same browser. */
export const session = crypto.randomUUID();

/** The token comes with the link; then the browser stores it for as long as the tab is open. */
export function token(): string {
  const brought = document.querySelector<HTMLMetaElement>(`meta[name="${KEY}"]`)?.content;
  if (brought) sessionStorage.setItem(KEY, brought);
  return brought ?? sessionStorage.getItem(KEY) ?? '';
}

/** The full URL of a path on the server. */
export const address = (path: string): string => new URL(path, document.baseURI).href;

export const headers = () => ({
  authorization: `Bearer ${token()}`,
  'x-trainyard-session': session,
});

/** Removes the token from the address: it has been used, and should not be in the history. */
export function forgetLink(): void {
  const { pathname, search, hash } = location;
  if (new URLSearchParams(search).has('token')) history.replaceState(null, '', pathname + hash);
}
