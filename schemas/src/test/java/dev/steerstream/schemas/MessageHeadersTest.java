package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class MessageHeadersTest {
    private static final Instant TIME = Instant.parse("2026-05-04T09:30:00.120Z");

    @Test
    void anyCloudEventsClientReadsThem() {
        Headers headers = MessageHeaders.toKafka(MessageHeaders.of(DatasetRow.class, "ingest", "e-1", "team-a", TIME));
        CloudEvent event =
                KafkaMessageFactory.createReader(headers, new byte[0]).toEvent();
        assertThat(event.getId()).isEqualTo("e-1");
        assertThat(event.getType()).isEqualTo("dev.steerstream.dataset-row.v1");
        assertThat(event.getSource()).hasToString("/steerstream/ingest");
        assertThat(event.getTime()).isEqualTo(TIME.atOffset(ZoneOffset.UTC));
        assertThat(event.getExtension("tenant")).isEqualTo("team-a");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
    }

    @Test
    void theyFitTheirSchema() {
        Map<String, String> headers = MessageHeaders.of(GenerationResult.class, "decoder", "e-1", "default", TIME);
        assertThat(headers)
                .containsOnlyKeys(
                        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_tenant", "content-type")
                .containsEntry("ce_type", "dev.steerstream.generation-result.v1")
                .containsEntry("ce_specversion", "1.0");
        assertThat(Instant.parse(headers.get("ce_time"))).isEqualTo(TIME);
    }

    @Test
    void aRecordWithoutThemIsTheDefaultTenants() {
        assertThat(MessageHeaders.tenant(new RecordHeaders())).isEqualTo("default");
        assertThatNoException()
                .isThrownBy(() -> MessageHeaders.requireType(new RecordHeaders(), GenerationRequest.class));
    }

    @Test
    void anUnknownTypeOrVersionIsRefusedByName() {
        Headers headers = new RecordHeaders().add("ce_type", "dev.steerstream.generation-request.v2".getBytes());
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> MessageHeaders.requireType(headers, GenerationRequest.class))
                .withMessageContaining("generation-request.v2")
                .withMessageContaining("dev.steerstream.generation-request.v1");
    }
}
