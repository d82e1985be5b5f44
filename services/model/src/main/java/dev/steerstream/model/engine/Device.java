package dev.steerstream.model.engine;

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
