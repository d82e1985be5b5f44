package dev.steerstream.model.peft;

import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.SafetensorsFile;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tensors of methods that adapt linear layers: of every module that the configuration names in this model, and of no other. */
record TensorsOfModules(SafetensorsFile file) {
    /** @param suffix a pattern of what stands behind the module's name */
    void check(List<String> modules, String suffix, String rule) {
        Pattern pattern = Pattern.compile(Pattern.quote(PeftFiles.MODULE_PREFIX)
                + "(model\\.layers\\.[0-9]{1,4}\\.[a-z_]+\\.[a-z_]+)\\." + suffix);
        TreeSet<String> present = new TreeSet<>();
        for (String name : file.tensorNames()) {
            Matcher matcher = pattern.matcher(name);
            if (!matcher.matches()) {
                throw refused("tensor", name, rule);
            }
            present.add(matcher.group(1));
        }
        TreeSet<String> expected = new TreeSet<>(modules);
        if (!present.equals(expected)) {
            TreeSet<String> odd = new TreeSet<>(present);
            odd.removeAll(expected);
            expected.removeAll(present);
            throw refused(
                    "list of modules",
                    present.size() + " modules",
                    "the configuration and the model demand others (missing: "
                            + expected.stream().findFirst().orElse("none") + ", too many: "
                            + odd.stream().findFirst().orElse("none") + ")");
        }
    }

    ModelFileException refused(String thing, Object value, String rule) {
        return new ModelFileException(file.path(), thing, value, rule, PeftFiles.REMEDY);
    }
}
