package dev.pergola.security.attack;

import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** What a plugin that may see everything sees of the process. Nothing of it may change by an attack. */
final class Witness {
    private Witness() {}

    static Map<String, Object> see() {
        Map<String, Object> seen = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            // Java sets some of these itself, when something is first used.
            if (!name.startsWith("sun.")) seen.put(name, System.getProperty(name));
        }
        seen.put("changed", String.valueOf(System.getProperty("pergola.attack.changed")));
        seen.put("locale", Locale.getDefault().toString());
        seen.put("timeZone", TimeZone.getDefault().getID());
        seen.put("out", System.out.getClass() + " " + System.out.checkError());
        seen.put(
                "providers",
                Arrays.stream(Security.getProviders()).map(Provider::getName).collect(Collectors.joining(" ")));
        seen.put("proxies", name(ProxySelector.getDefault()));
        seen.put("redirects", HttpURLConnection.getFollowRedirects());
        seen.put("uncaught", name(Thread.getDefaultUncaughtExceptionHandler()));
        seen.put(
                "log",
                Logger.getLogger("").getLevel() + " " + Logger.getLogger("").getHandlers().length);
        seen.put(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("renamed-by"))
                        .count());
        seen.put("java", Runtime.version().feature());
        return seen;
    }

    private static String name(Object object) {
        return object == null ? "none" : object.getClass().getName();
    }
}
