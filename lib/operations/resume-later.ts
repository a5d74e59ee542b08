/**
 * Thrown by a handler that has to wait: the operation goes back to the queue, the attempt does not count,
 * and no place among the running ones is held meanwhile.
 */
export class ResumeLater extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`To be resumed in ${seconds} s.`);
    this.name = 'ResumeLater';
    this.seconds = seconds;
  }
}
