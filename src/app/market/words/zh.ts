// What the market screen says, in simplified Chinese.
import type { Sentence } from '../../../agents/autopilot/sentence.ts'
import { credits } from '../../look/figures.ts'
import { priceText } from '../figures.ts'
import type { MarketWords } from './en.ts'

export const zh: MarketWords = {
  kinds: { electricity: '电', heat: '热' },
  loading: '正在询价。',
  none: '这个社区还没有市场。',
  head: {
    offered: (kind, time, price) => `${time} 的${kind}有人卖 ${price} 分。`,
    wanted: (kind, time, price) => `${time} 的${kind}有人出 ${price} 分。`,
    full: (kind, time, price) => `${time} 的${kind}有人卖 ${price} 分，但通到你家的电缆满了。`,
    nothing: (kind, time) => `${time} 的${kind}还没有人下单。`,
    gate: (time, at) => `${time} 的交易 ${at} 截止。`,
    meets: (kind, time, at) => `${time} 的${kind}：所有挂单 ${at} 统一成交。`,
    wouldClear: (kind, time, price) => `${time} 的${kind}现在会以 ${price} 分成交。`,
    oneMeets: (at, left) => `所有挂单 ${at}（${left}）统一成交，大家一个价。`,
    allMeet: left => `${left}，大家一个价。`,
    bidsMeet: left => `${left}。出价最高的先买最便宜的，按出价付。`,
    minutes: n => `${n} 分钟后`,
    seconds: n => `${n} 秒后`,
    called: (time, price, energy) => `${time} 的 ${energy} 度以 ${price} 分成交。`,
    calledFrom: (time, low, high, energy) => `${time} 的 ${energy} 度以 ${low} 到 ${high} 分成交。`,
    last: price => `最近一笔成交价 ${price} 分。`,
    halted: at => `价格变得太快：${at} 之前只能撤单。`,
  },
  kind: '能源',
  unit: { price: '分/kWh', energy: 'kWh', sum: '分' },
  sum: text => `${text} 分`,
  price: text => `${text} 分/kWh`,
  energy: text => `${text} 度`,
  curve: {
    title: '价格',
    label: (from, to) => `${from} 到 ${to} 的价格，每度多少分`,
    interval: '交付时间',
    limit: '限价',
    paid: '成交价',
    guessed: '预计',
    band: '买卖之间',
    asTable: '看表格',
    asPicture: '看曲线',
    time: '时间',
    last: '最近成交',
    bid: '买价',
    ask: '卖价',
    volume: '成交，kWh',
    empty: '还没有价格。有人下单后显示在这里。',
  },
  depth: {
    title: time => `${time} 的挂单`,
    wanted: '想买，kWh',
    offered: '想卖，kWh',
    price: '分/kWh',
    beyond: energy => `${energy} 度过不了电缆`,
    offeredBeyond: energy => `想卖的有 ${energy} 度现在过不了电缆`,
    wantedBeyond: energy => `想买的有 ${energy} 度现在过不了电缆`,
    empty: time => `${time} 还没有挂单，你可以先下。`,
  },
  ticket: {
    title: '下单',
    side: '买或卖',
    buy: '买',
    sell: '卖',
    energy: '电量，kWh',
    energyEach: '每个时段 kWh',
    most: '最多 分/kWh',
    least: '最少 分/kWh',
    less: what => `减少：${what}`,
    more: what => `增加：${what}`,
    from: '从谁那里买',
    sources: { any: '谁都可以', sun: '只要太阳能', near: '只要附近的', both: '只要附近的太阳能' },
    terms: '如果不能马上成交',
    gate: at => `等到 ${at}`,
    ioc: '能成交多少算多少，其余作罢',
    fok: '全部马上成交，否则作罢',
    split: (energy, fee) => `电 ${energy} + 市场费 ${fee}`,
    splitPath: (energy, fee) => `电 ${energy} + 市场和线路费 ${fee}`,
    plain: '电价，你不付费用',
    pay: '最多付，已含全部费用',
    get: '至少得',
    payLess: '至少得，已含全部费用',
    getLess: '最多付',
    doBuy: (energy, time) => `为 ${time} 买最多 ${energy} 度`,
    doSell: (energy, time) => `为 ${time} 卖最多 ${energy} 度`,
    setAside: (sum, at) => `成交前扣留 ${sum}，最迟到 ${at}。`,
    setAsideCall: (sum, at) => `扣留 ${sum}，到 ${at} 统一成交，用不完的退还。`,
    deposit: sum => `扣留 ${sum}，交付后退还。`,
    otherwiseBuy: '没有买到的由供电商提供。',
    otherwiseSell: '没有卖出的由供电商收购。',
    has: credits => `可用 ${credits} 积分。`,
    badEnergy: '请填大于零的电量，小数最多三位。',
    badPrice: '请填价格，小数最多一位。',
    'energy-most': most => `一单最多 ${most} 度。`,
    floor: least => `价格不低于 ${least} 分。`,
    ceiling: most => `价格不高于 ${most} 分。`,
    collar: (least, most, last) => `这个时间的价格现在在 ${least} 到 ${most} 分之间，最近一笔是 ${last} 分。`,
    halted: at => `这个时间的价格变得太快，${at} 起重新接单，已有的可以撤。`,
    gateOver: (time, at) => `${time} 的交易 ${at} 已截止。`,
    'too-much': '数目太大，算不了。',
    guest: '成员可以买卖，访客可以看价格。',
    closed: '现在没有可以下单的交付时间。',
  },
  pending: {
    title: '等待确认',
    will: (side, energy) => `${side === 0 ? '买' : '卖'} ${energy} 度`,
    youPay: '你付，已含全部费用',
    youGet: '你得',
    sellerGets: '卖方得',
    buyerPays: '买方付，已含全部费用',
    left: (seconds, at) => `还剩 ${seconds} 秒。${at} 前不确认就作废，扣留的钱退还。`,
    confirm: (side, energy, sum) =>
      side === 0 ? `确认：${sum} 买 ${energy} 度` : `确认：${sum} 卖 ${energy} 度`,
    sent: '你的确认已发出。',
    rests: at => `有人接了你的单，${at} 前可以考虑。不确认的话，你的单继续等。`,
    over: '确认的时间已过，正在撤下。',
    lapsedTaken: (energy, time) => `${time} 的 ${energy} 度没有及时确认，已作废，没有扣留任何钱。`,
    lapsedAgain: (energy, time) => `接了你 ${time} 那 ${energy} 度的人没有及时确认，你的单继续等。`,
    lapsedOver: (energy, time) => `接了你 ${time} 那 ${energy} 度的人没有及时确认，你的单已结束。`,
    ticket: seconds => `马上碰到的，要在 ${seconds} 秒内确认，确认了才算成交。`,
  },
  mine: {
    orders: '我的挂单',
    noOrders: '没有等待的挂单。下单后留在这里，直到成交或截止。',
    trades: '我的成交',
    noTrades: '还没有。第一笔成交会显示在这里。',
    past: '已交付',
    side: ['买', '卖'],
    done: ['买入', '卖出'],
    change: '改单',
    changeOne: what => `改单：${what}`,
    changeTo: what => `改为 ${what}`,
    changeLine: '价格不变、电量减少时位置不变，否则排到后面。',
    leave: '不改',
    cancel: '撤单',
    cancelOne: what => `撤单：${what}`,
    cancelAll: (_, text) => `全部撤单（${text}）`,
    leaves: (_, text) => `${text} 笔`,
    at: (energy, price) => `${energy} 度，每度 ${price} 分`,
    sent: '本机发出的',
  },
  autopilot: {
    title: '自动驾驶',
    isOn: '已开',
    turnOn: '打开',
    off: '它按你家预计要用的和屋顶预计要发的，为接下来 24 小时挂单。关着时什么都不做。',
    looking: '正在看接下来的一天。',
    looked: time => `上次查看是 ${time}。`,
    stranger: '电表接上之前，按普通家庭估算。',
    slider: '更看重什么',
    save: '省钱',
    help: '帮邻居',
    household: '你的家',
    supplier: '供电商卖价，分/kWh',
    feedIn: '上网电价，分/kWh',
    budget: '一天的预算，积分',
    roof: '屋顶，kW',
    latitude: '纬度',
    longitude: '经度',
    store: '电池或汽车',
    stores: { none: '没有', battery: '电池', car: '汽车' },
    badFigure: '这个数不能用，没有改动。',
    why: sentence,
  },
  code: code => codes[code],
}

function sentence(said: Sentence, time: (interval: number) => string, tongue: string): string {
  const du = (wh: number) =>
    `${new Intl.NumberFormat(tongue, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(wh / 1000)} 度`
  const fen = (milli: number) => `${priceText(milli, tongue)} 分`
  switch (said.key) {
    case 'buys':
      return `正在买约 ${du(said.energyWh)}，供 ${time(said.from)} 到 ${time(said.to)} 用，低于供电商的 ${fen(said.supplierMilli)}。`
    case 'sells':
      return `正在卖约 ${du(said.energyWh)}，是 ${time(said.from)} 到 ${time(said.to)} 屋顶用不完的，高于上网电价 ${fen(said.feedInMilli)}。`
    case 'stores':
      return `电池 ${time(said.from)} 到 ${time(said.to)} 充约 ${du(said.energyWh)}，每度 ${fen(said.priceMilli)}；${time(said.useFrom)} 到 ${time(said.useTo)} 放出，那时每度值 ${fen(said.useMilli)}。`
    case 'charges-car':
      return `汽车 ${time(said.from)} 到 ${time(said.to)} 充约 ${du(said.energyWh)}，每度 ${fen(said.priceMilli)}，${time(said.leaves)} 前充好。`
    case 'stays':
      return '没有要紧的变化，挂单照旧。'
    case 'nothing-to-trade':
      return '不需要邻居的电，也没有多余的，所以没有挂单。'
    case 'no-output':
      return `还没有办法控制你的${said.store === 'battery' ? '电池' : '汽车'}，只交易家里自然用的和发的。`
    case 'budget':
      return `${credits(said.budgetMicro, tongue)} 积分的预算用完了：${du(said.leftWh)} 由供电商提供，除非提高预算。`
    case 'quota':
      return `还有 ${said.waiting} 处改动等下次查看。`
    case 'confirms':
      return `已确认 ${time(said.interval)} 的 ${du(said.energyWh)}，每度 ${fen(said.priceMilli)}：${said.side === 'buy' ? '家里用得上，比供电商便宜' : '家里用不完，比上网电价高'}。`
    case 'lets-lapse':
      return `${time(said.interval)} 的 ${du(said.energyWh)} 没有确认：下单之后家里的需要变了。`
    case 'gives-way':
      return '你选了帮邻居：价格会比必要的更早让步。'
  }
}

const codes: { readonly [code: string]: string } = {
  'book/kind': '这个社区不交易这种能源',
  'book/length': '这个社区不交易连续这么多个时段',
  'book/no-energy': '没有填电量',
  'book/negative-energy': '电量要大于零：要给出电就用卖单',
  'book/energy-most': '超过了一单的最大电量',
  'book/floor': '价格低于这里允许的最低价',
  'book/ceiling': '价格高于这里允许的最高价',
  'book/expired': '它的有效时间已过',
  'book/names': '指定的邻居没有填、填了自己或填了两次',
  'book/interval': '那个时间已过',
  'book/gate': '那个时间的交易已截止，没有扣留任何钱',
  'book/ahead': '那个时间还没有开放',
  'book/collar': '价格离上一笔太远',
  'book/halted': '价格变得太快，暂时只能撤单',
  'book/stale': '有一阵没有确认了，新挂单先等着',
  'book/uncovered': '余额不够扣留',
  'book/capacity': '超过了你的接入容量',
  'book/open-orders': '这个时间的挂单已到上限',
  'book/call-terms': '这里到截止时统一成交，不能要求立即成交',
  'book/call-names': '这里到截止时统一成交，不能指定邻居',
  'book/call-traits': '这里所有电能一个价，不能指定种类',
  'book/no-match': '已经成交或已失效',
  'book/not-taker': '只有接受报价的一方才能确认',
  'book/match-lapsed': '确认的时间已过',
  'book/no-point': '还没有人登记你接在哪里',
  'book/not-solar': '你的接入点没有登记出售太阳能',
  'book/unchanged': '这笔挂单已是如此',
  'book/under-way': '前面的还在处理，过一会儿再试',
  'book/unfillable': '不能马上全部成交',
  'book/unknown-order': '没有这笔挂单',
  'book/not-yours': '这笔挂单已结束',
  'book/nothing-open': '没有等待的挂单',
}
