// What the notebook says, in English.
const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

export const en = {
  title: (notices: number, text: string, messages: number, texts: string) =>
    `${notices === 0 ? 'The board is empty' : `${text} ${plural(notices, 'notice', 'notices')} on the board`}, ${
      messages === 0 ? 'no messages' : `${texts} ${plural(messages, 'message', 'messages')}`
    }.`,
  open: 'Everybody in the community can read all of the notebook, messages too. Nothing in it binds anybody.',
  opening: 'The notebook is being opened.',
  guest: 'Guests read. Once you are admitted you can write.',
  frozen:
    'This device has written two different things at one place, as it can after it was restored from a copy. What it wrote from there on counts no more. Add this device anew to write again.',
  notKept:
    'The notebook can no longer be kept on this device: it is full, or its storage has failed. What is shown is here until the page is closed, and nothing can be written. Make room, and reload.',
  self: {
    title: 'Your household',
    name: 'Name that the others see',
    save: 'Save the name',
    picture: 'Picture',
    choose: 'Choose a picture',
    noPicture: 'Remove the picture',
    unreadable: 'This file is no picture that can be shown here.',
  },
  board: {
    title: 'Notice board',
    heading: 'Title',
    text: 'What is to be read',
    pin: 'Pin it up',
    gone: 'Take it down',
    remove: (who: string) => `Remove what ${who} wrote`,
    none: 'Nobody has pinned anything up.',
  },
  messages: {
    title: 'Messages',
    to: 'To',
    text: 'Message',
    life: 'Kept',
    lives: { good: 'until it is deleted', week: 'for a week', day: 'for a day' },
    passing:
      'At its end every honest device lets go of it. Who read it meanwhile may have kept it: that cannot be taken back.',
    send: 'Send',
    none: 'Nobody has written to you, nor you to anybody.',
    from: (who: string) => `from ${who}`,
    toWhom: (who: string) => `to ${who}`,
    until: (time: string) => `until ${time}`,
    gone: 'Delete',
  },
  sketch: {
    title: 'The feeder, as we draw it',
    line: 'Points and lines, so that everybody knows what is meant. Nothing is measured or traded by it. You move what you have drawn, by finger or with the arrow keys.',
    none: 'Nobody has drawn anything.',
    name: 'Name of a point',
    add: 'Draw it',
    from: 'Line from',
    to: 'to',
    connect: 'Join them',
    move: (name: string) => `${name}, to be moved with the arrow keys`,
    between: (a: string, b: string) => `${a} – ${b}`,
    by: (who: string) => `by ${who}`,
    gone: 'Remove',
    takeAway: (what: string) => `Remove ${what}`,
  },
  households: {
    title: 'Households',
    none: 'No household has given itself a name.',
    frozen: 'a device of it wrote two things at one place; what came after counts no more',
    pictureOf: (who: string) => `Picture of ${who}`,
  },
  used: (percent: string) =>
    `This device has used ${percent} of its room here; older entries are then put together.`,
  refused: (n: number, text: string) =>
    `${text} ${plural(n, 'entry was', 'entries were')} not taken, and changed nothing:`,
  wait: 'Writing…',
  codes: {
    'notebook/form': 'it could not be read',
    'notebook/version': 'it is of a later version: update this app',
    'notebook/community': 'it is of another community',
    'notebook/signature': 'its signature is not its author’s',
    'notebook/stranger': 'no account is known to have the device that signed it',
    'notebook/author': 'the device that signed it is another account’s',
    'notebook/previous':
      'it does not follow on what its author wrote before: the author is frozen from there on',
    'notebook/forked': 'its author wrote two things at one place, and is frozen from there on',
    'notebook/gap': 'what its author wrote before it is missing here; please try again',
    'notebook/body': 'its content is not what was signed',
    'notebook/missing': 'its content is gone already',
    'notebook/update': 'its content has no form that is used here',
    'notebook/client': 'it writes under somebody else’s number',
    'notebook/clock': 'it does not go on where its author’s content ended',
    'notebook/deletion': 'it deletes what somebody else wrote',
    'notebook/role': 'it removes what others wrote, without the role for it',
    'notebook/schema': 'it is too long, or has no place in the notebook',
    'notebook/quota': 'its author’s room in the notebook is full',
    'peer/no-account': 'This device belongs to no member yet.',
    'peer/not-kept': 'this device cannot keep it, so it was not signed. Make room, and reload.',
    'peer/looking': 'The tab that was at work has gone; please try again.',
  } as Readonly<Record<string, string>>,
  notWritten: (why: string) => `Not written: ${why}`,
}

export type NotebookWords = typeof en
