package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.MethodCode;
import java.util.Optional;

/**
 * A place where a rule applies.
 *
 * @param rule the rule
 * @param level how much it weighs here
 * @param site the code; empty where it is not in code
 * @param where the class or the entry
 * @param line line in the source, 0 where it is not known
 * @param detail what is there
 */
public record Finding(Rule rule, Level level, Optional<Site> site, String where, int line, String detail) {
    /**
     * A method of the jar.
     *
     * @param type its class
     * @param method the method
     */
    public record Site(ClassCode type, MethodCode method) {}
}
