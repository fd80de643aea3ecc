package dev.pergola.api.extension;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Shell commands: each public method that carries {@link dev.pergola.api.annotation.Command} is one, under the group's
 * name, as in {@code deploy:advanced web --strategy canary}.
 */
@ConsumerType
public interface CommandGroup {
    /** The group: lower-case letters, digits and dashes. It must not be one of the platform's own. */
    String group();
}
