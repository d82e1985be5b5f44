package dev.steerstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    @TempDir
    Path directory;

    @Test
    void aRestartKeepsRecordsAndAddress() throws Exception {
        String address;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            address = kafka.bootstrap();
            var log = new KafkaLog(address, "kept");
            log.create();
            log.write("one", "two");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThat(kafka.bootstrap()).isEqualTo(address);
            assertThat(new KafkaLog(address, "kept").read(2)).containsExactly("one", "two");
        }
    }

    @Test
    void aKilledBrokersDirectoryOpensAgainWithItsRecords() throws Exception {
        String address = KilledPlatform.runAndKill("kafka", directory);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThat(kafka.bootstrap()).isEqualTo(address);
            var log = new KafkaLog(address, "kept");
            log.write("after the kill");
            assertThat(log.read(2)).containsExactly("before the kill", "after the kill");
        }
    }

    @Test
    void shareGroupsAreEnabled() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            assertThat(features.get("share.version").maxVersionLevel()).isPositive();
        }
    }

    @Test
    void aSecondBrokerOnTheSameDirectoryIsRefusedByName() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThat(kafka.bootstrap()).startsWith("127.0.0.1:");
            assertThatThrownBy(() -> EmbeddedKafka.start(directory))
                    .isInstanceOf(LocalPartException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use");
        }
    }
}
