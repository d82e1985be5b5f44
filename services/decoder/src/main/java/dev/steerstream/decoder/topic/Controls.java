package dev.steerstream.decoder.topic;

import dev.steerstream.decoder.topic.Cancellations.RequestName;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.MessageHeaders;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Obeys {@code generation-controls}: remembers every cancellation, for requests that are still to come, and stops the request where it runs here.
 * Every decoder reads every control, so the one that runs the request sees it.
 */
public final class Controls implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private final Cancellations cancellations;
    private final Consumer<RequestName> stop;

    /** @param stop stops a request that may run here, at its next token; one that does not is ignored */
    public Controls(Cancellations cancellations, Consumer<RequestName> stop) {
        this.cancellations = cancellations;
        this.stop = stop;
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> message) {
        GenerationControl control = Contracts.read(GenerationControl.class, message.value());
        if (!"cancel".equals(control.action())) {
            throw new IllegalArgumentException("action is \"" + control.action() + "\", only cancel is known");
        }
        RequestName request = new RequestName(MessageHeaders.tenant(message.headers()), control.request());
        cancellations.add(request, Instant.ofEpochMilli(message.timestamp()));
        stop.accept(request);
    }
}
