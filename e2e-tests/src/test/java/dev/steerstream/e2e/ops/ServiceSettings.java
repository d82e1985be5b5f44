package dev.steerstream.e2e.ops;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that a service's one configuration class has, read from its bytecode: a service's own libraries need not be here.
 *
 * @param keys by name, such as {@code steerstream.kafka.bootstrap}; those of maps end with {@code .*}
 */
record ServiceSettings(Map<String, Setting> keys) {
    private static final String MAPPING = "io.smallrye.config.ConfigMapping";
    private static final String DEFAULT = "io.smallrye.config.WithDefault";

    /**
     * One key.
     *
     * @param required whether a service cannot start without it
     * @param fallback its stated default, if it has one
     */
    record Setting(boolean required, Optional<String> fallback) {}

    static ServiceSettings of(String service) {
        Path classes = ComposeFile.REPOSITORY.resolve("services/" + service + "/target/classes");
        assertThat(classes).as("the build of %s", service).isDirectory();
        JavaClasses imported = new ClassFileImporter().importPath(classes);
        List<JavaClass> mappings =
                imported.stream().filter(type -> type.isAnnotatedWith(MAPPING)).toList();
        assertThat(mappings).as("configuration classes of %s", service).hasSize(1);
        Map<String, Setting> keys = new TreeMap<>();
        String prefix = text(mappings.get(0).getAnnotationOfType(MAPPING), "prefix");
        collect(mappings.get(0), prefix, keys);
        return new ServiceSettings(keys);
    }

    /** The key that an environment variable sets; empty where the service has none. */
    Optional<String> keyOf(String variable) {
        return keys.keySet().stream()
                .filter(key -> key.endsWith(".*")
                        ? variable.startsWith(variable(key.substring(0, key.length() - 1)))
                        : variable.equals(variable(key)))
                .findFirst();
    }

    /** The environment variable of a key, by the rule of MicroProfile Config. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static void collect(JavaClass mapping, String prefix, Map<String, Setting> keys) {
        for (JavaMethod method : mapping.getMethods()) {
            String key = prefix + "." + kebab(method.getName());
            JavaClass type = method.getRawReturnType();
            Optional<String> fallback =
                    method.tryGetAnnotationOfType(DEFAULT).map(annotation -> text(annotation, "value"));
            if (type.isInterface() && type.getPackageName().startsWith("dev.steerstream")) {
                collect(type, key, keys);
            } else if (assignableTo(Map.class).test(type)) {
                keys.put(key + ".*", new Setting(false, Optional.empty()));
            } else {
                boolean optional = type.getFullName().startsWith("java.util.Optional");
                keys.put(key, new Setting(!optional && fallback.isEmpty(), fallback));
            }
        }
    }

    private static String text(JavaAnnotation<?> annotation, String member) {
        return annotation.get(member).map(Object::toString).orElse("");
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
