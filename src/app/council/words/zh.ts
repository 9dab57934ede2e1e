// 没有区块能再确认时的文字，简体中文。
import type { CouncilWords } from './en.ts'

export const zh: CouncilWords = {
  title: '没有区块能再确认',
  line: '超过三分之一的代表联系不上。他们回来后，一切会自动继续。如果他们永远不会回来，成员们可以不带他们继续：超过三分之二的成员须签署同一份协议。',
  who: '谁还在，并继续担任代表',
  heard: '最近有消息',
  silent: '没有消息',
  propose: '提议与这些代表继续',
  signing: '在协议生效之前，你只能签署一份。协议所指区块之后发送的内容需要重新发送。',
  given: '有人给了你一份协议？请粘贴到这里。',
  read: '查看',
  goes: who => `继续：${who}。`,
  left: who => `不再担任：${who}。`,
  nobody: '无人',
  from: height => `从区块 ${height} 起。`,
  signed: (signed, all) => `${all} 名成员中已有 ${signed} 名签署。`,
  sign: '签署这份协议',
  pass: '请用任何方式把它转交给还没有签署的成员，并请他们把签好的发回来。',
  carried: '签署的人已经足够。请把它交给继续担任的代表之一：其中一台设备收到后即生效。',
  text: '协议',
  copy: '复制',
  copied: '已复制',
  code: code => CODES[code] ?? `这份协议未被接受（${code}）。没有签署任何内容。`,
}

const CODES: { readonly [code: string]: string } = {
  'agreement/form': '这不是可以读取的协议。请对方再发一次，并完整复制。',
  'agreement/community': '这份协议属于另一个社区。',
  'agreement/era': '这份协议属于已经过去的时期：社区此后已经继续。',
  'agreement/block': '本设备没有协议所指的区块，或者历史不同。请与其他人保持连接一会儿，再查看一次。',
  'agreement/delegates': '这份协议提到了不是代表的人。没有签署。',
  'agreement/signature': '这份协议中有一个签名是伪造的或已损坏。没有签署。',
  'agreement/another': '你已经签署了另一份协议，只能签署一份。',
  'agreement/member': '只有社区成员可以签署。',
  'agreement/scope': '本设备不能替你的账户投票：请用可以投票的设备签署。',
  'agreement/light': '本设备没有自己的账本，无法核对协议。',
  'peer/looking': '负责工作的标签页已关闭。请再试一次。',
}
