// The secret of a check-in link: behind the # of the address, and taken out of it at once.

/** The secret in the address, or "". Afterwards neither the address nor the history has it. */
export function takeSecret() {
  const secret = location.hash.slice(1);
  if (secret) history.replaceState(null, '', location.pathname);
  return secret;
}

/** The secret in a pasted link. */
export const secretIn = (link) => link.trim().slice(link.trim().indexOf('#') + 1);
