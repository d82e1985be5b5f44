package dev.steerstream.model.memory;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What native libraries have freed. The allocator of glibc keeps it for itself: a process that has closed a model or ended a warm
 * start would stay as large as it was. The virtual machine can tell it to give pages back (jcmd's System.trim_native_heap).
 */
public final class NativeHeap {
    private NativeHeap() {}

    /** Gives freed pages back to the system; does nothing with allocators that do so by themselves. Takes some milliseconds. */
    public static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            null,
                            null);
        } catch (JMException | RuntimeException notHere) {
            // Another virtual machine, or another C library than glibc: there is nothing to tell.
        }
    }
}
