export type Unsubscribe = () => void;

/** Calls listeners in the order they came. One that throws does not keep the others from hearing. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();

  on(listener: (value: T) => unknown): Unsubscribe {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Done when every listener is, also those that answer with a promise. The answers are failures. */
  emit(value: T): unknown[] | Promise<unknown[]> {
    const failures: unknown[] = [];
    const waiting: Promise<unknown>[] = [];
    for (const listener of [...this.listeners]) {
      try {
        const answer = listener(value);
        if (answer instanceof Promise) {
          waiting.push(answer.catch((failure: unknown) => failures.push(failure)));
        }
      } catch (failure) {
        failures.push(failure);
      }
    }
    return waiting.length === 0 ? failures : Promise.all(waiting).then(() => failures);
  }
}
