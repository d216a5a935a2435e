/** A name for a request that is made again when its answer was lost. */
const onceKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('')

/** Names what is sent so that sending it again is harmless. What says something else has another name: the first may have arrived, and would be taken for it. */
export class Once {
  private said = ''
  private key = ''

  keyFor(request: unknown): string {
    const said = JSON.stringify(request)
    if (said !== this.said) [this.said, this.key] = [said, onceKey()]
    return this.key
  }

  /** It has arrived: the same again is meant. */
  done(): void {
    this.said = ''
  }
}
