// What this page's address names: whose wallet it is, and which of its communities is to be shown.
const named = (what: string): string | null => new URL(location.href).searchParams.get(what)

/** The wallet's name: a demonstrator has several in one browser (`?peer=name`). */
export const walletHere = (): string => named('peer') ?? 'main'

/** The beginning of a genesis hash, in hex. */
export const communityHere = (): string | null => named('community')
