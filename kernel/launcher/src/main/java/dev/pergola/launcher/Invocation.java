package dev.pergola.launcher;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command is given besides its arguments.
 *
 * @param home folder of the installation
 * @param workingDirectory what relative paths of the command line start at
 * @param environment environment variables
 * @param in standard input
 * @param out what was asked for
 * @param err messages
 */
record Invocation(
        Path home,
        Path workingDirectory,
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err) {}
