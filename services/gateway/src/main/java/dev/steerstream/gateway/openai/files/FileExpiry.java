package dev.steerstream.gateway.openai.files;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.streams.Background;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Removes files whose time is over. Every replica sweeps; a row's lock elects one. */
@Singleton
@Startup
public class FileExpiry {
    private static final int MOST_SWEEPS = 100;

    public FileExpiry(FileStore files, Background background, GatewayConfiguration configuration) {
        background.every(configuration.gateway().retention().sweep(), () -> {
            for (int sweep = 0; sweep < MOST_SWEEPS && files.expire() > 0; sweep++) continue;
        });
    }
}
