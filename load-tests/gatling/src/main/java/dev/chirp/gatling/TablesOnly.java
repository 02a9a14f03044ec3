package dev.chirp.gatling;

import io.gatling.charts.component.Component;
import io.gatling.charts.component.ComponentLibrary;
import io.gatling.charts.report.GroupContainer;
import io.gatling.charts.stats.CountsVsTimePlot;
import io.gatling.charts.stats.IntVsTimePlot;
import io.gatling.charts.stats.PercentVsTimePlot;
import io.gatling.charts.stats.PercentilesVsTimePlot;
import io.gatling.charts.stats.Ranges;
import io.gatling.charts.stats.UserSeries;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Leaves the drawings out of Gatling's report: the library that it has for them is not free. What remains are its tables.
 */
public final class TablesOnly implements ComponentLibrary {
    private static final Component NOTHING = new Nothing();

    private static final class Nothing extends Component {
        @Override
        public String html() {
            return "";
        }

        @Override
        public String js() {
            return "";
        }

        @Override
        public Seq<String> jsFiles() {
            return CollectionConverters.asScala(List.<String>of()).toSeq();
        }
    }

    @Override
    public Component getUserStartRateComponent(String id, long start, UserSeries all, Seq<UserSeries> scenarios) {
        return NOTHING;
    }

    @Override
    public Component getMaxConcurrentUsersComponent(String id, long start, UserSeries all, Seq<UserSeries> scenarios) {
        return NOTHING;
    }

    @Override
    public Component getRangesComponent(String id, String title, String event, Ranges ranges, boolean large) {
        return NOTHING;
    }

    @Override
    public Component getRequestCountPolarComponent(GroupContainer root) {
        return NOTHING;
    }

    @Override
    public Component getDistributionComponent(
            String id, String title, String y, Seq<PercentVsTimePlot> good, Seq<PercentVsTimePlot> bad) {
        return NOTHING;
    }

    @Override
    public Component getPercentilesOverTimeComponent(
            String id, String title, String y, long start, Seq<PercentilesVsTimePlot> data) {
        return NOTHING;
    }

    @Override
    public Component getRequestsComponent(String id, long start, Seq<CountsVsTimePlot> counts) {
        return NOTHING;
    }

    @Override
    public Component getResponsesComponent(String id, long start, Seq<CountsVsTimePlot> counts) {
        return NOTHING;
    }

    @Override
    public Component getResponseTimeScatterComponent(String id, Seq<IntVsTimePlot> good, Seq<IntVsTimePlot> bad) {
        return NOTHING;
    }
}
