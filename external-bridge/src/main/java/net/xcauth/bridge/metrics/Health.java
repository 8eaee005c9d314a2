package net.xcauth.bridge.metrics;

import java.util.ArrayList;
import java.util.List;
import net.xcauth.core.metrics.CloudHealth;

/**
 * Whether logins can be decided.
 *
 * @param well  whether there is a cloud that answers, or none has been asked yet
 * @param lines what a person would want to know; without secrets
 */
public record Health(boolean well, List<String> lines) {
    public Health {
        lines = List.copyOf(lines);
    }

    /**
     * Without a cloud nobody can log in, however well the program is.
     *
     * @param why what is missing
     * @param remedy what to do about it
     */
    public static Health withoutCloud(String why, String remedy) {
        return new Health(false, List.of(why, remedy));
    }

    /** Of the clouds that have been asked. One of many that fails is no reason to call the whole program ill. */
    public static Health of(List<CloudHealth> clouds) {
        boolean well = clouds.isEmpty() || clouds.stream().anyMatch(CloudHealth::answers);
        List<String> lines = new ArrayList<>();
        lines.add(well ? "ok" : "no cloud answers");
        clouds.forEach(cloud -> lines.add(line(cloud)));
        return new Health(well, lines);
    }

    private static String line(CloudHealth cloud) {
        return cloud.cloud()
                + (cloud.answers()
                        ? " answers since " + cloud.since()
                        : " does not answer since "
                                + cloud.since()
                                + cloud.lastFailure()
                                        .map(failure -> ": " + failure.detail() + " ("
                                                + failure.cause().remedy() + ")")
                                        .orElse(""));
    }
}
