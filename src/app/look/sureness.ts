/** How sure a figure or a deed is: `waiting` on this device, `sent`, being confirmed, `old`. */
export type Sureness = 'waiting' | 'sent' | 'confirming' | 'confirmed' | 'refused' | 'expected' | 'old'
