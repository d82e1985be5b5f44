package dev.steerstream.model.engine;

import com.sun.jna.NativeLibrary;

/**
 * What libtorch has freed, glibc's allocator keeps for later: after loading a model that is more than the weights themselves.
 */
final class NativeMemory {
    private NativeMemory() {}

    /** Gives freed memory back to the operating system; does nothing where the C library has no {@code malloc_trim}. */
    static void giveBack() {
        try {
            NativeLibrary.getProcess().getFunction("malloc_trim").invokeInt(new Object[] {0});
        } catch (UnsatisfiedLinkError otherLibrary) {
            // Another allocator (musl, macOS) returns memory by its own rules.
        }
    }
}
