package dev.steerstream.trainer;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.consume.RecordHandler;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a command to PostgreSQL; the record is acknowledged right after, the work is a job's. */
final class CommandHandler implements RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final AdaptationCommands commands;

    CommandHandler(AdaptationCommands commands) {
        this.commands = commands;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        MessageHeaders.requireType(message.headers(), AdaptationCommand.class);
        AdaptationCommand command = Contracts.read(AdaptationCommand.class, message.value());
        String tenant = MessageHeaders.tenant(message.headers());
        AdaptationCommands.Outcome outcome = commands.apply(tenant, command);
        LOG.info(
                "command {} of tenant {}: {} of task {} {}",
                command.id(),
                tenant,
                command.action(),
                command.task(),
                outcome);
    }
}
