/** As many communities as a wallet and its file hold. */
export const MOST_COMMUNITIES = 32
