package dev.steerstream.trainer;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.consume.RecordHandler;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Writes a command to PostgreSQL; the record is acknowledged right after, the work is a job's. */
final class CommandHandler implements RecordHandler {
    private static final Logger LOG = Logger.getLogger(CommandHandler.class);

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
        LOG.infof(
                "command %s of tenant %s: %s of task %s %s",
                command.id(), tenant, command.action(), command.task(), outcome);
    }
}
