// Instead of libp2p's own dialling again of relays that it lost, on pages: `../relays.ts` watches them, and knows when.
export class ReconnectQueue {}
