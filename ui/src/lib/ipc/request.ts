// Requests to the server: where they go, and who they are from.

const KEY = 'trainyard-token';

/** One for each page that is loaded: two pages of one browser are two people. */
export const session = crypto.randomUUID();

/** The link brought it; after that the browser keeps it as long as its tab. */
export function token(): string {
  const brought = document.querySelector<HTMLMetaElement>(`meta[name="${KEY}"]`)?.content;
  if (brought) sessionStorage.setItem(KEY, brought);
  return brought ?? sessionStorage.getItem(KEY) ?? '';
}

/** Where something of the server's is. */
export const address = (path: string): string => new URL(path, document.baseURI).href;

export const headers = () => ({
  authorization: `Bearer ${token()}`,
  'x-trainyard-session': session,
});

/** A link that was used is no link any more, and nothing to be kept in a history. */
export function forgetLink(): void {
  const { pathname, search, hash } = location;
  if (new URLSearchParams(search).has('token')) history.replaceState(null, '', pathname + hash);
}
