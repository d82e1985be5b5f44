package dev.steerstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedPartsIT {
    @Test
    void everyCallGivesAPrefixAndADatabaseOfItsOwnOnOneServer() throws Exception {
        assertThat(SharedParts.topicPrefix(SharedPartsIT.class))
                .isNotEqualTo(SharedParts.topicPrefix(SharedPartsIT.class));
        Database one = SharedParts.database(SharedPartsIT.class);
        Database two = SharedParts.database(SharedPartsIT.class);
        assertThat(one.jdbcUrl()).isNotEqualTo(two.jdbcUrl());
        try (var connection = one.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE only_here (id int)");
        }
        try (var connection = two.connect();
                var tables = connection.getMetaData().getTables(null, null, "only_here", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void theSharedBrokerTakesRecords() throws Exception {
        var log = new KafkaLog(SharedParts.bootstrap(), SharedParts.topicPrefix(SharedPartsIT.class) + "records");
        log.create();
        log.write("one");
        assertThat(log.read(1)).containsExactly("one");
    }
}
