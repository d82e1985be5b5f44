package dev.steerstream.work.consume;

/** Whether the acquisition lock of a delivered record is still held. Safe from any thread; once lost it stays lost. */
public final class RecordLock {
    private volatile boolean lost;

    public boolean lost() {
        return lost;
    }

    void lose() {
        lost = true;
    }
}
