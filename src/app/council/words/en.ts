/** What the screen says where nothing becomes final any more. */
export const en = {
  title: 'Nothing is confirmed any more',
  line: 'More than a third of the delegates cannot be reached. Once they are back, everything goes on by itself. If they are gone for good, the members can go on without them: more than two thirds of all members have to sign the same agreement.',
  who: 'Who is still there and goes on',
  heard: 'heard lately',
  silent: 'not heard',
  propose: 'Propose to go on with these',
  signing:
    'You can sign one agreement only, until it counts. What was sent after the block that it names has to be sent again.',
  given: 'Somebody gave you an agreement? Paste it here.',
  read: 'Look at it',
  goes: (who: string) => `Goes on: ${who}.`,
  left: (who: string) => `Left out: ${who}.`,
  nobody: 'nobody',
  from: (height: string) => `From block ${height} on.`,
  signed: (signed: string, all: string) => `Signed by ${signed} of ${all} members.`,
  sign: 'Sign this agreement',
  pass: 'Pass this on to members who have not signed, by whatever way, and ask for what they send back.',
  carried:
    'Enough have signed. Give this to one of those who go on: it counts as soon as one of their devices has it.',
  text: 'The agreement',
  copy: 'Copy',
  copied: 'Copied',
  code: (code: string): string =>
    CODES[code] ?? `This agreement was not taken (${code}). Nothing was signed.`,
}

const CODES: { readonly [code: string]: string } = {
  'agreement/form': 'This is no agreement that can be read. Ask for it once more, and copy the whole of it.',
  'agreement/community': 'This agreement is another community’s.',
  'agreement/era': 'This agreement is of a time that is over: the community has gone on since.',
  'agreement/block':
    'This device does not have the block that the agreement names, or has another history. Stay connected to the others for a while and look again.',
  'agreement/delegates': 'This agreement names somebody who is no delegate. It was not signed.',
  'agreement/signature': 'A signature in this agreement is forged or damaged. It was not signed.',
  'agreement/another': 'You have signed another agreement already, and can sign only one.',
  'agreement/member': 'Only members of the community can sign.',
  'agreement/scope': 'This device may not vote for your account: sign with one that may.',
  'agreement/light': 'This device follows without a ledger of its own, and cannot check an agreement.',
  'peer/looking': 'The tab that did the work has been closed. Try once more.',
}

export type CouncilWords = typeof en
