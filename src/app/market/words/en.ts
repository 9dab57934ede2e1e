// What the market screen says, in English. Whatever has a figure in it is a function of the figure as text.
import type { Sentence } from '../../../agents/autopilot/sentence.ts'
import { credits } from '../../look/figures.ts'
import { priceText } from '../figures.ts'

const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

export const en = {
  kinds: { electricity: 'Electricity', heat: 'Heat' } as { readonly [kind: string]: string },
  loading: 'Asking for the prices.',
  none: 'This community has no market yet.',
  head: {
    offered: (kind: string, time: string, price: string) => `${kind} for ${time} is offered at ${price} ct.`,
    wanted: (kind: string, time: string, price: string) => `${kind} for ${time} is wanted at ${price} ct.`,
    full: (kind: string, time: string, price: string) =>
      `${kind} for ${time} is offered at ${price} ct, but the cable to you is full.`,
    nothing: (kind: string, time: string) => `Nobody has ordered ${kind.toLowerCase()} for ${time} yet.`,
    gate: (time: string, at: string) => `Trading for ${time} closes at ${at}.`,
    meets: (kind: string, time: string, at: string) => `${kind} for ${time}: all orders meet at ${at}.`,
    wouldClear: (kind: string, time: string, price: string) =>
      `${kind} for ${time} would go at ${price} ct now.`,
    oneMeets: (at: string, left: string) =>
      `All orders meet at ${at}, ${left}, and everybody trades at one price.`,
    allMeet: (left: string) => `That is ${left}. Everybody then trades at one price.`,
    bidsMeet: (left: string) =>
      `That is ${left}. The highest bid meets the cheapest offer, and pays what it bid.`,
    minutes: (n: string) => `in ${n} min`,
    seconds: (n: string) => `in ${n} s`,
    called: (time: string, price: string, energy: string) => `${energy} kWh for ${time} went at ${price} ct.`,
    calledFrom: (time: string, low: string, high: string, energy: string) =>
      `${energy} kWh for ${time} went at ${low} to ${high} ct.`,
    last: (price: string) => `The last trade was at ${price} ct.`,
    halted: (at: string) => `Its price moved too fast: until ${at} orders are only taken back.`,
  },
  kind: 'Energy',
  unit: { price: 'ct/kWh', energy: 'kWh', sum: 'ct' },
  sum: (text: string) => `${text} ct`,
  price: (text: string) => `${text} ct/kWh`,
  energy: (text: string) => `${text} kWh`,
  curve: {
    title: 'Price',
    label: (from: string, to: string) => `Prices from ${from} to ${to}, in hundredths of a credit a kWh`,
    interval: 'Time of delivery',
    limit: 'Limit',
    paid: 'paid',
    guessed: 'expected',
    band: 'between wanted and offered',
    asTable: 'Show as table',
    asPicture: 'Show the curve',
    time: 'Time',
    last: 'Last paid',
    bid: 'Wanted at',
    ask: 'Offered at',
    volume: 'Traded, kWh',
    empty: 'No prices yet. The first order for a time shows up here.',
  },
  depth: {
    title: (time: string) => `What stands for ${time}`,
    wanted: 'Wanted, kWh',
    offered: 'Offered, kWh',
    price: 'ct/kWh',
    beyond: (energy: string) => `${energy} kWh not through the cable`,
    offeredBeyond: (energy: string) => `${energy} kWh offered does not fit through the cable now`,
    wantedBeyond: (energy: string) => `${energy} kWh wanted does not fit through the cable now`,
    empty: (time: string) => `No orders for ${time} yet. Yours would be the first.`,
  },
  ticket: {
    title: 'Order',
    side: 'Buy or sell',
    buy: 'Buy',
    sell: 'Sell',
    energy: 'Energy, kWh',
    energyEach: 'kWh each quarter',
    most: 'ct/kWh at most',
    least: 'ct/kWh at least',
    less: (what: string) => `Less: ${what}`,
    more: (what: string) => `More: ${what}`,
    from: 'From whom',
    sources: {
      any: 'whoever offers it',
      sun: 'only from the sun',
      near: 'only from near by',
      both: 'only from the sun, near by',
    },
    terms: 'If it does not trade at once',
    gate: (at: string) => `it waits until ${at}`,
    ioc: 'take what there is, drop the rest',
    fok: 'all of it at once, or nothing',
    split: (energy: string, fee: string) => `Energy ${energy} + market fee ${fee}`,
    splitPath: (energy: string, fee: string) => `Energy ${energy} + fees of market and cable ${fee}`,
    plain: 'Energy, without a fee for you',
    pay: 'You pay at most, all-in',
    get: 'You get at least',
    payLess: 'You are paid at least, all-in',
    getLess: 'You pay at most',
    doBuy: (energy: string, time: string) => `Buy up to ${energy} kWh for ${time}`,
    doSell: (energy: string, time: string) => `Sell up to ${energy} kWh for ${time}`,
    setAside: (sum: string, at: string) => `${sum} is set aside until it trades, or until ${at}.`,
    setAsideCall: (sum: string, at: string) =>
      `${sum} is set aside until all orders meet at ${at}; what is not needed comes back.`,
    deposit: (sum: string) => `${sum} is set aside until you have delivered.`,
    otherwiseBuy: 'What nobody sells you comes from your supplier.',
    otherwiseSell: 'What nobody buys goes to your supplier.',
    has: (credits: string) => `You have ${credits} credits to spend.`,
    badEnergy: 'Give an energy above zero, with three decimals at most.',
    badPrice: 'Give a price with one decimal at most.',
    'energy-most': (most: string) => `One order is for ${most} kWh at most.`,
    floor: (least: string) => `Prices are not below ${least} ct.`,
    ceiling: (most: string) => `Prices are not above ${most} ct.`,
    collar: (least: string, most: string, last: string) =>
      `Prices for this time are between ${least} and ${most} ct now, near the last one of ${last} ct.`,
    halted: (at: string) =>
      `The price of this time moved too fast. Orders are taken again from ${at}; yours can be taken back.`,
    gateOver: (time: string, at: string) => `Trading for ${time} closed at ${at}.`,
    'too-much': 'That is more than can be reckoned with.',
    guest: 'Members buy and sell. A guest reads the prices.',
    closed: 'No time of delivery is open for orders now.',
  },
  pending: {
    title: 'To be confirmed',
    will: (side: number, energy: string) => `${side === 0 ? 'buy' : 'sell'} ${energy} kWh`,
    youPay: 'You pay, all-in',
    youGet: 'You get',
    sellerGets: 'The seller gets',
    buyerPays: 'The buyer pays, all-in',
    left: (seconds: string, at: string) =>
      `${seconds} s left. Unconfirmed at ${at} it lapses, and its money is free again.`,
    confirm: (side: number, energy: string, sum: string) =>
      side === 0 ? `Confirm: buy ${energy} kWh for ${sum}` : `Confirm: sell ${energy} kWh for ${sum}`,
    sent: 'Your confirmation is on its way.',
    rests: (at: string) =>
      `Somebody took your order and may think it over until ${at}. Unconfirmed, your order waits again.`,
    over: 'The time to confirm it is over; it is being taken off.',
    lapsedTaken: (energy: string, time: string) =>
      `${energy} kWh for ${time} was not confirmed in time: it has lapsed, and nothing is set aside for it.`,
    lapsedAgain: (energy: string, time: string) =>
      `Who took ${energy} kWh of yours for ${time} did not confirm it in time: your order waits again.`,
    lapsedOver: (energy: string, time: string) =>
      `Who took ${energy} kWh of yours for ${time} did not confirm it in time, and your order is over.`,
    ticket: (seconds: string) =>
      `What it meets at once you confirm within ${seconds} s; only then it is a trade.`,
  },
  mine: {
    orders: 'My orders',
    noOrders: 'None waits. An order stands here until it trades or its time closes.',
    trades: 'My trades',
    noTrades: 'None yet. Your first one shows up here.',
    past: 'Delivered',
    side: ['buy', 'sell'] as readonly [string, string],
    done: ['bought', 'sold'] as readonly [string, string],
    change: 'Change',
    changeOne: (what: string) => `Change: ${what}`,
    changeTo: (what: string) => `Change to ${what}`,
    changeLine:
      'With less energy at the same price it keeps its place. Otherwise it comes behind those that wait already.',
    leave: 'Leave it',
    cancel: 'Take back',
    cancelOne: (what: string) => `Take back: ${what}`,
    cancelAll: (n: number, text: string) => `Take back ${n === 1 ? 'it' : `all ${text}`}`,
    leaves: (n: number, text: string) => `${text} ${plural(n, 'order', 'orders')}`,
    at: (energy: string, price: string) => `${energy} kWh at ${price} ct`,
    sent: 'Sent from this device',
  },
  autopilot: {
    title: 'Autopilot',
    isOn: 'On',
    turnOn: 'Turn on',
    off: 'It keeps orders for the next 24 hours by what your house is expected to need and your roof to give. Off, it does nothing.',
    looking: 'Looking at the day ahead.',
    looked: (time: string) => `It looked last at ${time}.`,
    stranger: 'Until a meter is connected it reckons with an ordinary household.',
    slider: 'What matters more',
    save: 'save money',
    help: 'help neighbours',
    household: 'Your household',
    supplier: 'Supplier takes, ct/kWh',
    feedIn: 'Feeding in pays, ct/kWh',
    budget: 'Budget for a day, credits',
    roof: 'Roof, kW',
    latitude: 'Latitude',
    longitude: 'Longitude',
    store: 'Battery or car',
    stores: { none: 'none', battery: 'a battery', car: 'a car' },
    badFigure: 'That is no figure that it can reckon with; nothing was changed.',
    why: sentence,
  },
  code: (code: string): string | undefined => codes[code],
}

/** kWh of what is expected: a tenth is as much as can be meant. */
const about = (wh: number, tongue: string) =>
  new Intl.NumberFormat(tongue, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(wh / 1000)

function sentence(said: Sentence, time: (interval: number) => string, tongue: string): string {
  const kWh = (wh: number) => `${about(wh, tongue)} kWh`
  const ct = (milli: number) => `${priceText(milli, tongue)} ct`
  switch (said.key) {
    case 'buys':
      return `Buying about ${kWh(said.energyWh)} that your house will need from ${time(said.from)} to ${time(said.to)}, below the ${ct(said.supplierMilli)} that your supplier takes.`
    case 'sells':
      return `Selling about ${kWh(said.energyWh)} that your roof gives beyond your own use from ${time(said.from)} to ${time(said.to)}, above the ${ct(said.feedInMilli)} that feeding in pays.`
    case 'stores':
      return `Your battery takes about ${kWh(said.energyWh)} from ${time(said.from)} to ${time(said.to)} at ${ct(said.priceMilli)}, and gives it from ${time(said.useFrom)} to ${time(said.useTo)}, when a kWh is worth ${ct(said.useMilli)}.`
    case 'charges-car':
      return `Your car takes about ${kWh(said.energyWh)} from ${time(said.from)} to ${time(said.to)} at ${ct(said.priceMilli)}, and is ready at ${time(said.leaves)}.`
    case 'stays':
      return 'Nothing that matters has changed: your orders stay as they are.'
    case 'nothing-to-trade':
      return 'You need nothing from your neighbours and have nothing to spare: there are no orders.'
    case 'no-output':
      return `Nothing can steer your ${said.store} yet, so only what your house uses and gives by itself is traded.`
    case 'budget':
      return `Your budget of ${credits(said.budgetMicro, tongue)} credits is used up: ${kWh(said.leftWh)} will come from your supplier unless you raise it.`
    case 'quota':
      return `${said.waiting} ${plural(said.waiting, 'change waits', 'changes wait')} for the next look.`
    case 'confirms':
      return `Confirmed ${kWh(said.energyWh)} for ${time(said.interval)} at ${ct(said.priceMilli)}: your house ${said.side === 'buy' ? 'needs' : 'can spare'} it, and no supplier ${said.side === 'buy' ? 'sells it for less' : 'pays more'}.`
    case 'lets-lapse':
      return `Let ${kWh(said.energyWh)} for ${time(said.interval)} lapse: what your house needs has changed since it was ordered.`
    case 'gives-way':
      return 'You asked to help your neighbours: your prices give way sooner than they would have to.'
  }
}

const codes: { readonly [code: string]: string } = {
  'book/kind': 'this community trades no such energy',
  'book/length': 'this community does not trade so many quarters in a row',
  'book/no-energy': 'it was for no energy at all',
  'book/negative-energy': 'energy is above zero: who gives some sells it',
  'book/energy-most': 'it is for more energy than one order may be',
  'book/floor': 'the price is below the lowest that is allowed here',
  'book/ceiling': 'the price is above the highest that is allowed here',
  'book/expired': 'the time that it was meant for had passed',
  'book/names': 'the neighbours named in it are none, or yourself, or named twice',
  'book/interval': 'that time is over',
  'book/gate': 'trading for that time has closed, and no money was set aside',
  'book/ahead': 'that time is not open yet',
  'book/collar': 'the price is too far from the last one',
  'book/halted': 'the price moved too fast; orders are only taken back for a while',
  'book/stale': 'nothing was confirmed for a while; new orders wait until it is',
  'book/uncovered': 'there is not enough to set aside for it',
  'book/capacity': 'it is more than your connection is registered for',
  'book/open-orders': 'you have as many orders for that time as one may have',
  'book/call-terms': 'everybody trades at the gate here: an order cannot ask for it at once',
  'book/call-names': 'everybody trades at the gate here: an order names no neighbours',
  'book/call-traits': 'there is one price for all energy here: an order asks for no kind of its own',
  'book/no-match': 'it is agreed already, or it has lapsed',
  'book/not-taker': 'only who took the offer confirms it',
  'book/match-lapsed': 'the time to confirm it is over',
  'book/no-point': 'nobody has registered yet where you are connected',
  'book/not-solar': 'your connection is not registered to sell energy of the sun',
  'book/unchanged': 'the order is like that already',
  'book/under-way': 'what came before is still being worked off; try again in a moment',
  'book/unfillable': 'all of it could not be had at once',
  'book/unknown-order': 'there is no such order',
  'book/not-yours': 'that order is over',
  'book/nothing-open': 'no order of yours waits',
}

export type MarketWords = typeof en
