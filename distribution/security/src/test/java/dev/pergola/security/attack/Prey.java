package dev.pergola.security.attack;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.ExtensionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.osgi.framework.BundleContext;

/**
 * What attacks aim at, and what every plugin has at hand.
 *
 * @param facts where things are; the test writes them into the jar
 * @param context the plugin's own view of its host
 * @param framework the context of the plugin's own bundle, where there is a framework
 * @param extensions the registry of extensions, where the plugin is given it
 * @param call the call that the attack is made in
 */
public record Prey(
        Properties facts,
        PluginContext context,
        Optional<BundleContext> framework,
        Optional<ExtensionRegistry> extensions,
        ExecutionContext call) {
    /** Name of the file with the facts in the jar. */
    public static final String FACTS = "facts.properties";

    /** What stands in the file that must not be read. */
    public static final String SECRET = "the-secret-of-the-site";

    /** What is said of an attack that aims at what only a framework has. */
    public static final String WITHOUT_FRAMEWORK = "There is no framework here";

    static Properties read() {
        try (InputStream in = Prey.class.getResourceAsStream("/" + FACTS)) {
            Properties facts = new Properties();
            facts.load(in);
            return facts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plugin's own bundle. */
    BundleContext bundle() {
        return framework.orElseThrow(() -> new IllegalStateException(WITHOUT_FRAMEWORK));
    }

    ExtensionRegistry registry() {
        return extensions.orElseThrow(() -> new IllegalStateException(WITHOUT_FRAMEWORK + ", and no registry"));
    }

    String fact(String name) {
        String value = facts.getProperty(name);
        if (value == null) throw new IllegalStateException("Nothing is known of " + name);
        return value;
    }

    /** A file that is none of the plugin's business. */
    Path secret() {
        return Path.of(fact("outside"), "secret.txt");
    }

    /** A file beside it. */
    Path outside(String name) {
        return Path.of(fact("outside"), name);
    }

    /** A new file beside it, of this plugin. */
    Path target(String name) {
        return outside(context.plugin().id() + "-" + name);
    }

    /** A file of the plugin's own. */
    Path own(String name) {
        return context.dataDirectory().resolve(name);
    }

    /** A server on this machine that counts who comes. */
    int port() {
        return Integer.parseInt(fact("port"));
    }

    /** A registry of RMI on this machine. */
    int registrar() {
        return Integer.parseInt(fact("registrar"));
    }

    InetSocketAddress server() {
        return new InetSocketAddress("localhost", port());
    }

    String url() {
        return "http://localhost:" + port() + "/";
    }
}
