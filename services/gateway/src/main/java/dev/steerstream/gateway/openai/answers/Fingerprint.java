package dev.steerstream.gateway.openai.answers;

import dev.steerstream.schemas.Receipt;
import java.util.Objects;

/** OpenAI's {@code system_fingerprint}: the same for answers that the same weights in the same format on the same kind of device gave. */
public final class Fingerprint {
    private Fingerprint() {}

    /** Null where there is no receipt. */
    public static String of(Receipt receipt) {
        if (receipt == null) return null;
        int hash =
                Objects.hash(receipt.modelDigest(), receipt.adapterDigest(), receipt.weightFormat(), receipt.device());
        return "fp_%08x".formatted(hash);
    }
}
