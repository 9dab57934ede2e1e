export const codes = {
  'book/kind': 'the community trades no such kind of energy',
  'book/length': 'the community trades no blocks of so many intervals (length)',
  'book/interval': 'the interval is over',
  'book/gate': 'the gate of this interval has closed (slot, gate)',
  'book/ahead':
    'the book of this interval is not open yet (interval, last one open); a block’s first interval',
  'book/no-energy': 'the energy is zero',
  'book/negative-energy': 'the energy is below zero: a seller sells, and buys nothing negative',
  'book/energy-most':
    'the energy is more than one order may be for in an interval (asked for, most): a block shares it among its own',
  'book/floor': 'the price is below the floor (price, floor)',
  'book/ceiling': 'the price is above the ceiling (price, ceiling)',
  'book/collar': 'the price is too far from the last one (price, lowest now, highest now)',
  'book/halted': 'the price of this book has moved too fast: it takes only cancels for a while (until slot)',
  'book/stale':
    'nothing has become final for too long: books take only cancels until it does (waiting since slot)',
  'book/expired': 'the order’s own last slot has passed (last slot, slot)',
  'book/uncovered': 'what the account has and may borrow does not cover the order (has, needs)',
  'book/capacity': 'more than the account’s connection is registered for (would be, most)',
  'book/open-orders': 'the account has as many open orders in this book as it may have (open)',
  'book/unfillable':
    'the order cannot be filled whole now, with as many trades as one order may make, and would not have less',
  'book/unknown-order': 'no order of this number was ever placed in this book',
  'book/not-yours': 'no open order of the account has this number: it is another’s, or it is over',
  'book/nothing-open': 'the account has no open order here',
  'book/unchanged': 'the order is as asked for already',
  'book/under-way': 'the book is still working off what came before: the order can be changed in some blocks',
  'book/no-point': 'nobody has registered yet where the account is connected',
  'book/not-solar': 'the account is not registered to sell energy of the sun',
  'book/names': 'the neighbours named are none, or the account itself, or named twice or in another order',
  'book/call-terms':
    'the book is called at its gate: no order in it trades at once, so none can be at once or not at all',
  'book/call-names':
    'the book is called at its gate, where nobody chooses whom to meet: orders name no neighbours',
  'book/call-traits':
    'the book has one price for everybody: orders ask for nothing but energy, neither of the sun nor of the own zone',
  'book/no-match':
    'there is no provisional match of this number: it is a trade already, or has lapsed, or never was',
  'book/not-taker': 'only the owner of the newer order, who took the offer, confirms the match',
  'book/match-lapsed': 'the time to confirm the match is over (last slot, slot)',
  'book/not-operator': 'only an operator registers connections',
  'book/no-member': 'the account to be connected is not an active member’s',
  'book/bus': 'the feeder has no such bus',
} as const
