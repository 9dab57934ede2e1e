// What the app says of itself: its version and who signed it, in English.
export const en = {
  label: 'About this app',
  version: (version: string, time: string) => `Version ${version}, built ${time}`,
  signed: {
    yes: 'Signed with the community’s release key.',
    no: 'Not signed with the release key that this community names. Whoever served it may have changed it: compare with a neighbour’s before you rely on it.',
    unnamed: 'Not signed by anybody: this community names no release key.',
  },
  ready: (time: string) => `A new version of the app is here, built ${time}. It waits until you take it.`,
  readySigned: 'It is signed with the community’s release key.',
  readyUnsigned: 'Nobody signed it: this community names no release key.',
  take: 'Use it now',
  taking: 'What you are writing in this page would be lost; everything else stays.',
  refused: {
    form: 'The server does not say which files the app is made of any more. This version goes on.',
    unsigned:
      'The server offered another version of this app that is not signed with the community’s release key. It was refused, and this version goes on.',
    forged:
      'The server offered another version of this app with a forged signature. It was refused, and this version goes on.',
    older:
      'The server offered an older version of this app than the one that you have. It was refused, and this version goes on.',
    missing:
      'The server offered another version of this app of which a file is missing. It was refused, and this version goes on.',
    other:
      'The server offered another version of this app with a file that is not the one that was signed. It was refused, and this version goes on.',
    full: 'There is no room on this device for the new version of the app. This one goes on.',
  },
  foreign:
    'The server of this app wants to put a guard of its own in front of it, which is in no release signed with the community’s key. It would come in once every window of this app is closed. Until somebody you trust knows why: keep this window, type no passphrase after the next start, and open the app from another address.',
  old: 'Another window took a new version of the app. This one goes on with the version before until you reload it.',
  reload: 'Reload',
  install: 'Install as an app',
  installFirst:
    'Install first, then join: what you keep belongs to the place where you opened it. On an iPhone the installed app does not see what this tab kept.',
  cleared:
    'The browser has cleared what this app kept here, and your key with it. You are a guest on this device now. Bring your key back from its backup or its phrase, add this device from another one, or ask to be given a new key.',
  low: (left: string) =>
    `There is little room left for this app: ${left}. When it is used up, nothing more is kept and nothing is signed; free some space on this device.`,
  phone:
    'You stand for election with a phone. Its system puts this page to sleep as soon as you look at something else, and a delegate that sleeps holds everybody up. Better stand with a laptop that stays open or a small computer at home.',
  spectator: {
    title: 'You are looking on.',
    line: 'This page came without encryption. A browser keeps no keys for such a page, so nothing is kept here, nothing is signed and nothing can be sent; and whoever is between you and its server could have changed it.',
    secure: 'Open the encrypted page',
    trust: 'How this device comes to trust it',
    none: 'Ask whoever runs this address for one that begins with https.',
  },
}

export type CareWords = typeof en
