// How a community's books come to trades. Its genesis names one of these, for good; orders, locks and gates are the same in all.
//
// `cda`   A continuous double auction: an order trades as it comes in (../engine).
// `clear` A call at the gate, with one price for all.
// `bid`   A call at the gate, where everybody pays what they bid.
//
// In the calls orders rest without meeting anybody until the gate, so none is immediate or fill-or-kill, and none names
// neighbours. `clear` knows one fee for everybody and no lines: who would be cut when a line is full, one price for
// all cannot say.
export const MECHANISMS = ['cda', 'clear', 'bid'] as const
export type Mechanism = (typeof MECHANISMS)[number]
