package dev.steerstream.schemas;

import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.util.Locale;

/** Writes and reads enum constants in lower case: {@code HELD_OUT} is {@code held_out}. */
final class LowerCaseEnums extends SimpleModule {

    private static final long serialVersionUID = 1L;

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.insertAnnotationIntrospector(new Names());
    }

    private static final class Names extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("deprecation") // the newer form takes the same array; both are called
        public String[] findEnumValues(Class<?> type, Enum<?>[] values, String[] names) {
            return lowerCase(values, names);
        }

        @Override
        public String[] findEnumValues(
                com.fasterxml.jackson.databind.cfg.MapperConfig<?> configuration,
                AnnotatedClass type,
                Enum<?>[] values,
                String[] names) {
            return lowerCase(values, names);
        }

        private static String[] lowerCase(Enum<?>[] values, String[] names) {
            for (int index = 0; index < values.length; index++) {
                if (names[index] == null) {
                    names[index] = values[index].name().toLowerCase(Locale.ROOT);
                }
            }
            return names;
        }
    }
}
