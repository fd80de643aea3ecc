package dev.pergola.worker.host;

import dev.pergola.api.extension.TaskProcessor;
import java.util.List;

/** What a plugin consists of: its components, by what they are. Safe for use by several threads once it is started. */
public interface Components {
    /** Makes those that do not wait until they are asked for. */
    void start() throws Exception;

    /** Its task processor of a name, as the kernel has it; throws {@link IllegalStateException} where there is none. */
    TaskProcessor processor(String name);

    /** Its services of a type, as far as it could have them in the kernel from itself; the preferred one first. */
    <T> List<T> services(Class<T> type);

    /** Those that it provides itself. */
    <T> List<T> provided(Class<T> type);

    /** What its classes are found by. */
    ClassLoader classes();
}
