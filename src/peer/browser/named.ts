/** The name of the wallet that this page's address names. */
export const nameHere = (): string => new URL(location.href).searchParams.get('peer') ?? 'main'
