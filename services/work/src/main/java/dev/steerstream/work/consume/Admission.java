package dev.steerstream.work.consume;

/** Whether a new record may be taken now: false while Postgres is away or no slot is free. Asked before every poll, from several threads. */
@FunctionalInterface
public interface Admission {
    boolean open();

    /** Always. */
    static Admission always() {
        return () -> true;
    }
}
