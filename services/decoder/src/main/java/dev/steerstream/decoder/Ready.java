package dev.steerstream.decoder;

import dev.steerstream.schemas.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while new requests are taken: model loaded, profiles and controls read to their ends, the database answers. */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
    private final DecoderService service;

    Ready(DecoderService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("decoder");
        var decoder = service.decoder();
        if (decoder.isEmpty()) {
            return response.down()
                    .withData(
                            "starting", service.trouble().map(Failure::message).orElse("the model is being loaded"))
                    .build();
        }
        service.memory().ifPresent(memory -> response.withData("memory", memory));
        return response.status(decoder.get().ready())
                .withData("topics_read", decoder.get().knowsTopics())
                .withData("database", decoder.get().databaseAnswers())
                .withData("decoding", decoder.get().alive())
                .build();
    }
}
