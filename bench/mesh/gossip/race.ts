// Loaded before @libp2p/webrtc: its answering side closes the channel named `init` before the other has seen it open, and
// that one then waits for nothing. Who did not make it leaves it open.
const made = new WeakSet<RTCDataChannel>()
const { createDataChannel } = RTCPeerConnection.prototype
RTCPeerConnection.prototype.createDataChannel = function (label, init) {
  const channel = createDataChannel.call(this, label, init)
  made.add(channel)
  return channel
}
const { close: closing } = RTCDataChannel.prototype
RTCDataChannel.prototype.close = function () {
  if (this.label !== 'init' || made.has(this)) closing.call(this)
}

export {}
