// What is said while two devices are paired, in English.
import type { Trouble } from '../../../peer/browser/pairing.ts'

const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

export const en = {
  newcomer: {
    title: 'Somebody beside you',
    line: 'No server is needed: your two devices show each other a code. The same Wi-Fi is enough, or a hotspot on one of them.',
    join: 'Join whom you are with',
    joinLine: 'On their device they open “Invite somebody beside me”. Scan the code that it shows.',
    theirs: 'Text of their code',
    answer: 'Make my answer',
    showTitle: 'Show them this answer',
    show: 'They scan it with the device that showed you the first code. Keep this page open.',
    enter: 'They are the same: go in, and ask to be admitted',
    entering: 'Going in.',
  },
  found: {
    title: 'Start a community here',
    line: 'You are its first member, and admit the others. Two are enough to begin with.',
    name: 'What it is called',
    pace: 'How it lives',
    usual: 'for every day: who stands takes turns within minutes',
    quick: 'for showing it: everything four times as fast',
    start: 'Start it',
    starting: 'Making your keys. This takes a few seconds.',
    credits: 'You begin with 1,000 credits to hand on.',
    bad: 'Give it a name of up to 60 letters.',
    failed: (why: string) => `It was not started: ${why}`,
  },
  member: {
    title: 'Invite somebody beside me',
    line: 'Your two devices show each other a code, and no server is needed. Whoever scans yours may come in as a guest; to be a member somebody admits them.',
    show: 'Show my code',
    showTitle: 'Let them scan this',
    shown: 'They open Wattle, choose “Somebody beside you”, and scan it. It is good for ten minutes.',
    thenTitle: 'Then scan their answer',
    theirs: 'Text of their answer',
    connect: 'Connect',
    other: 'Connect to a member beside me',
    otherLine:
      'Where two members’ devices have lost each other and no relay is left, one shows its code here and the other scans it here.',
    elsewhere: 'Join that community, too',
    theirCode: 'Text of their code',
    away: 'Put the code away',
    again: 'Invite somebody else',
    linked: 'Connected to them directly.',
    waiting: 'They are looking at the number too. When they go in, you are connected.',
    applying: 'They are in as a guest. Their application comes next.',
    asks: 'They are in as a guest, and ask to be admitted.',
    belongs: (who: string) => `${who} is a member.`,
    notYours: 'They are in as a guest. Somebody who admits members sees their application.',
  },
  applications: {
    title: 'Asking to be admitted',
    none: 'Nobody is asking.',
    beside: 'beside you',
    confirm: (what: string) => `I have made sure that this person ${what}.`,
    admit: (who: string) => `Admit ${who}`,
    sent: 'Admitted. It counts as soon as it is confirmed.',
  },
  few: {
    title: 'How many carry it',
    alone:
      'You are the only delegate. While this device is away nothing is confirmed, and nothing is lost. Let somebody else run for delegate too.',
    line: (n: number, text: string) =>
      `${text} ${plural(n, 'delegate carries', 'delegates carry')} this community. Fewer than four bear no loss: while one is away nothing is confirmed, and nothing is lost. With four, one may go.`,
    enough: (text: string, may: string) =>
      `${text} delegates carry this community. ${may} of them may go without a word, and everything goes on.`,
  },
  number: {
    title: 'Both screens show the same number',
    line: 'Compare them. If they differ, somebody stands between your two devices.',
    differ: 'They differ',
  },
  code: {
    picture: 'The code, to be scanned',
    copy: 'Copy the text',
    copied: 'Copied',
    asText: 'The same as text',
    length: (n: string) => `${n} characters`,
  },
  reading: { paste: 'Or paste it' },
  trouble: {
    none: 'This is no code of Wattle’s. Scan the square on the other screen, or copy the whole of the text beneath it.',
    truncated: 'The end of this code is missing. Copy the whole of it.',
    damaged: 'A part of this code was changed by mistake. Scan it, or copy it once more.',
    version: 'This code comes from another version of Wattle. Update both devices, and make a new one.',
    stale:
      'This code is more than ten minutes old, or one of the two clocks is wrong. Make a new one on the other screen.',
    future:
      'This code was made later than it is now, so one of the two clocks is wrong. Set it, and make a new code.',
    community:
      'This code leads to another community than the one that this device belongs to. Nothing was changed.',
    self: 'This is this device’s own code. Scan the one on the other screen.',
    forged:
      'Somebody changed this code on its way: the device that it names did not sign it. Nothing was sent. Scan it from their own screen.',
    other:
      'This answers another code than the one shown here: an older one, or one that somebody put in its place. Let them scan this screen, and scan their new answer.',
    'is-answer': 'This is an answer. Scan the code of whoever invites you.',
    'is-invitation':
      'This is an invitation of its own. Scan the answer that their screen shows after they have scanned yours.',
    'no-network':
      'This device is on no network, so nobody can reach it. Join the same Wi-Fi, or open a hotspot on one of the two. No internet is needed.',
    unreachable:
      'The two devices did not reach each other. Put both on the same Wi-Fi, or open a hotspot on one of them, and make new codes.',
    middle:
      'Whoever is on the line did not make the code that was scanned. The connection was ended, and nothing was kept.',
    linked: 'These two devices are connected already.',
    spent: 'This tab has made as many connections as a browser allows. Open the page in a new tab.',
    looking: 'Another tab of this browser holds the connections. Pair there.',
    invitation:
      'What came is not the community that the code names. The connection was ended, and nothing was kept.',
    gone: 'The other side has gone, or has put its code away. Begin anew.',
    differ:
      'The numbers differed, so somebody stood between the two devices. The connection was ended. Scan the codes from the screens themselves, and send them to nobody.',
  } as { readonly [T in Trouble]: string },
}

export type PairingWords = typeof en
