package dev.steerstream.model.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.util.Platform;
import java.util.Arrays;

/** Where the model computes. */
public enum Device {
    CPU("cpu"),
    CUDA("cuda");

    private final String label;

    Device(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    ai.djl.Device ofDjl() {
        return this == CPU ? ai.djl.Device.cpu() : ai.djl.Device.gpu();
    }

    /**
     * On the engine's thread, before anything is loaded.
     *
     * @throws UnsupportedOptionException where this build or this machine lacks the device
     */
    void check() {
        if (this == CPU || Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA)) {
            return;
        }
        String flavour = Platform.detectPlatform("pytorch").getFlavor();
        throw new UnsupportedOptionException(
                "device",
                label,
                flavour.startsWith("cu")
                        ? "libtorch (" + flavour
                                + ") finds no GPU: use a machine with an NVIDIA GPU and its driver, or cpu."
                        : "libtorch of this build has no CUDA: build with mvn -Dcuda (the pom's profile cuda), or use cpu.");
    }

    /** @throws UnsupportedOptionException when no device has this name */
    public static Device named(String label) {
        return Arrays.stream(values())
                .filter(device -> device.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOptionException(
                        "device",
                        label,
                        Arrays.stream(values()).map(Device::label).toList()));
    }
}
