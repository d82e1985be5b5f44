package dev.steerstream.tracker.system;

import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.tracker.system.SystemFacts.Fact;
import dev.steerstream.tracker.system.SystemFacts.Setting;
import dev.steerstream.tracker.system.SystemFacts.Usage;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.utils.AppInfoParser;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;

/** Reads what this process is and was told. */
@Singleton
class SystemReading {
    private static final String HIDDEN = "••••••";
    private static final List<String> SECRET = List.of("password", "secret", "key", "token", "credential", "jaas");

    private static final List<String> OTHERS = List.of(
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.jdbc.max-size",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "quarkus.http.host",
            "quarkus.http.port",
            "quarkus.http.limits.max-body-size");

    private final TrackerConfiguration configuration;

    SystemReading(TrackerConfiguration configuration) {
        this.configuration = configuration;
    }

    SystemFacts read() {
        return new SystemFacts(versions(), settings(), memory(), disk());
    }

    private static List<Fact> versions() {
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        return List.of(
                new Fact(
                        "SteerStream",
                        config.getOptionalValue("quarkus.application.version", String.class)
                                .orElse("unknown")),
                new Fact("Java", Runtime.version().toString()),
                new Fact("Kafka client", AppInfoParser.getVersion()),
                new Fact(
                        "Operating system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                                + System.getProperty("os.arch")),
                new Fact("Processors", Integer.toString(Runtime.getRuntime().availableProcessors())));
    }

    /** Ours, the database's address and where it listens; defaults that nobody changed are told as such. */
    private static List<Setting> settings() {
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        List<Setting> settings = new ArrayList<>();
        for (String name : config.getPropertyNames()) {
            if (!name.startsWith("steerstream.") && !OTHERS.contains(name)) continue;
            ConfigValue value = config.getConfigValue(name);
            if (value.getValue() == null || value.getValue().isEmpty()) continue;
            settings.add(new Setting(name, shown(name, value.getValue()), source(value.getSourceName())));
        }
        settings.sort((one, other) -> one.name().compareTo(other.name()));
        return settings;
    }

    /** Without secrets: an address may have a password in its query, or before its host. */
    static String shown(String name, String value) {
        if (hidden(name)) return HIDDEN;
        if (!value.contains("://")) return value;
        return value.replaceAll("\\?.+", "?" + HIDDEN).replaceAll("://[^/@]+@", "://" + HIDDEN + "@");
    }

    private static boolean hidden(String name) {
        String last = name.toLowerCase(Locale.ROOT);
        return SECRET.stream().anyMatch(last::contains);
    }

    private static String source(String name) {
        if (name == null) return "default";
        if (name.contains("EnvConfigSource")) return "environment";
        if (name.contains("SysPropConfigSource")) return "system property";
        if (name.contains("DefaultValuesConfigSource") || name.contains("default values")) return "default";
        if (name.contains("application.properties")) return "application.properties";
        // The port that the server took, which Quarkus writes back as a setting.
        if (name.contains("ValueRegistry")) return "the running server";
        return name;
    }

    private static List<Usage> memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        return List.of(
                new Usage("Heap", heap.getUsed(), heap.getMax() < 0 ? null : (Long) heap.getMax()),
                new Usage("Outside the heap", other.getUsed(), null));
    }

    private List<Usage> disk() {
        Path folder = Path.of(configuration.workDir()).toAbsolutePath();
        while (folder != null && !Files.exists(folder)) folder = folder.getParent();
        if (folder == null) return List.of();
        try {
            FileStore store = Files.getFileStore(folder);
            return List.of(new Usage(
                    "Disk of the work folder", store.getTotalSpace() - store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
