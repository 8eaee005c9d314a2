/* Draws the status page's charts and keeps the page up to date; shows the settings that fit the cloud; moves the focus to
   the result of a form. */
(function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";
  var HEIGHT = 150;
  var TOP = 22;
  var BOTTOM = 126;
  var INTERVAL = 5000;

  function element(name, attributes, text) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  }

  function sum(values) {
    return values.reduce(function (total, value) { return total + value; }, 0);
  }

  function numbers(figure) {
    return Array.prototype.map.call(figure.querySelectorAll("[data-series]"), function (item) {
      return item.getAttribute("data-series");
    });
  }

  /* Stacks the series, except for times: there the smaller bar is drawn in front of the larger one. */
  function bars(svg, minutes, series, stacked, top, left, width) {
    var step = (width - left) / minutes.length;
    minutes.forEach(function (minute, place) {
      var base = 0;
      var order = stacked ? series : series.slice().reverse();
      order.forEach(function (name) {
        var value = minute[name];
        if (value > 0) {
          var height = Math.max(1, value / top * (BOTTOM - TOP));
          var bar = element("rect", {
            x: left + place * step + step * 0.1,
            y: BOTTOM - base - height,
            width: step * 0.8,
            height: height,
            "class": "chart-bar-" + series.indexOf(name)
          });
          bar.appendChild(element("title", {}, minute.time + ": " + value));
          svg.appendChild(bar);
          base = stacked ? base + height : 0;
        }
      });
    });
  }

  /* The next higher round number whose half is also easy to read: 2, 4, 6, 10, 20, 40 and so on. */
  function round(highest) {
    var power = Math.pow(10, Math.floor(Math.log10(highest)));
    return [2, 4, 6, 10].map(function (each) { return each * power; }).filter(function (each) {
      return each >= highest;
    })[0];
  }

  /* Drawn in screen pixels, so that the letters are as large as in the surrounding text. */
  function draw(figure, minutes, words) {
    var kind = figure.getAttribute("data-chart");
    var series = numbers(figure);
    var stacked = kind !== "times";
    var top = round(Math.max.apply(null, minutes.map(function (minute) {
      var values = series.map(function (name) { return minute[name]; });
      return stacked ? sum(values) : Math.max.apply(null, values);
    }).concat([2])));
    var drawing = figure.querySelector(".chart-drawing");
    var width = Math.max(200, drawing.clientWidth);
    var left = 10 + 8 * String(top).length;
    var svg = element("svg", {viewBox: "0 0 " + width + " " + HEIGHT, width: width, height: HEIGHT, focusable: "false"});
    [0, top / 2, top].forEach(function (value) {
      var y = BOTTOM - value / top * (BOTTOM - TOP);
      svg.appendChild(element("line", {x1: left, x2: width, y1: y, y2: y, "class": value ? "chart-grid" : "chart-axis"}));
      svg.appendChild(element("text", {x: left - 5, y: y + 4, "text-anchor": "end"}, String(value)));
    });
    bars(svg, minutes, series, stacked, top, left, width);
    svg.appendChild(element("text", {x: left, y: 12}, figure.getAttribute("data-unit")));
    svg.appendChild(element("text", {x: left, y: HEIGHT - 8}, words.ago));
    svg.appendChild(element("text", {x: width, y: HEIGHT - 8, "text-anchor": "end"}, words.now));
    drawing.replaceChildren(svg);
    legend(figure, kind, series, minutes);
  }

  function legend(figure, kind, series, minutes) {
    var unit = figure.getAttribute("data-unit");
    var total = 0;
    series.forEach(function (name) {
      var values = minutes.map(function (minute) { return minute[name]; });
      var shown;
      if (kind === "times") {
        var asked = minutes.filter(function (minute) { return minute.answered + minute.failed > 0; });
        var requests = sum(asked.map(function (minute) { return minute.answered + minute.failed; }));
        shown = name === "slowest" ? Math.max.apply(null, values) : requests === 0 ? 0
          : Math.round(sum(asked.map(function (minute) {
            return minute.average * (minute.answered + minute.failed);
          })) / requests);
      } else {
        shown = sum(values);
      }
      total += shown;
      figure.querySelector("[data-series='" + name + "'] .chart-sum").textContent =
        kind === "times" ? shown + " " + unit : share(kind, shown, minutes);
    });
    figure.setAttribute("data-total", total);
  }

  /* Shows the logins decided from memory as a share of all logins. */
  function share(kind, shown, minutes) {
    if (kind !== "memory") {
      return String(shown);
    }
    var all = sum(minutes.map(function (minute) { return minute.asked + minute.unasked; }));
    return all === 0 ? "0" : shown + " (" + Math.round(100 * shown / all) + " %)";
  }

  /* Adds a step after another one: the cloud has meanwhile said that it is needed. */
  function added(item, before) {
    var place = document.createElement("li");
    var mark = document.createElement("span");
    place.setAttribute("data-item", item.id);
    mark.className = "nextcloud-mark";
    place.append(mark, " ", document.createElement("a"));
    before.after(place);
    return place;
  }

  /* Ticks off the finished steps, and removes the list when all are finished. */
  function tick(items) {
    var section = document.getElementById("checklist-section");
    if (!section) {
      return;
    }
    var place;
    items.forEach(function (item) {
      place = section.querySelector("[data-item='" + item.id + "']") || added(item, place);
      var mark = place.querySelector(".nextcloud-mark");
      var link = place.querySelector("a");
      place.setAttribute("data-done", item.done);
      mark.setAttribute("data-done", item.done);
      mark.textContent = item.word;
      link.textContent = item.text;
      link.setAttribute("href", item.page);
    });
    if (items.every(function (item) { return item.done; })) {
      section.remove();
    }
  }

  /* Shows the current warnings; an unchanged list is left alone. */
  function warn(warnings) {
    var list = document.getElementById("warnings");
    var before = Array.prototype.map.call(list.children, function (place) {
      return place.getAttribute("data-warning") + " " + place.textContent;
    });
    var now = warnings.map(function (each) { return each.id + " " + each.text + " " + each.remedy; });
    if (before.join("\n") === now.join("\n")) {
      return;
    }
    list.replaceChildren.apply(list, warnings.map(function (each) {
      var place = document.createElement("li");
      var text = document.createElement("strong");
      text.textContent = each.text;
      place.setAttribute("data-warning", each.id);
      place.append(text, " ", each.remedy);
      return place;
    }));
    document.getElementById("warnings-section").hidden = warnings.length === 0;
  }

  function show(data, charts) {
    Object.keys(data.texts).forEach(function (id) {
      var place = document.getElementById(id);
      if (place && place.textContent !== data.texts[id]) {
        place.textContent = data.texts[id];
      }
    });
    Object.keys(data.states).forEach(function (id) {
      var place = document.getElementById(id);
      if (place) {
        place.setAttribute("data-state", data.states[id]);
      }
    });
    tick(data.checklist);
    warn(data.warnings);
    var words = {now: charts.getAttribute("data-now"), ago: charts.getAttribute("data-ago")};
    charts.querySelectorAll("figure").forEach(function (figure) {
      draw(figure, data.minutes, words);
    });
  }

  function outOfDate(yes) {
    document.getElementById("out-of-date").hidden = !yes;
  }

  function update(charts) {
    fetch("nextcloud-status-data", {credentials: "same-origin", cache: "no-store"}).then(function (answer) {
      if (!answer.ok || answer.headers.get("content-type").indexOf("json") < 0) {
        throw new Error("no data");
      }
      return answer.json();
    }).then(function (data) {
      show(data, charts);
      outOfDate(false);
    }).catch(function () {
      outOfDate(true);
    }).then(function () {
      setTimeout(function () { update(charts); }, INTERVAL);
    });
  }

  /* Shows the fields that fit the address, and those in which something is entered or wrong. */
  function fit() {
    var address = document.getElementById("field-url").value.trim();
    var chosen = document.getElementById("field-api").value;
    var found = /externalApi\.php$/.test(address.split(/[?#]/)[0]) ? "jsxc" : "nextcloud";
    var cloud = address === "" ? "" : chosen === "auto" ? found : chosen;
    document.querySelectorAll(".nextcloud-field[data-cloud]").forEach(function (field) {
      field.hidden = field.getAttribute("data-cloud") !== cloud && !field.hasAttribute("data-kept");
    });
  }

  if (document.getElementById("settings")) {
    document.getElementById("field-url").addEventListener("input", fit);
    document.getElementById("field-api").addEventListener("change", fit);
    fit();
  }
  var charts = document.querySelector(".nextcloud-charts");
  if (charts) {
    update(charts);
  }
  var answered = document.getElementById("errors") || document.getElementById("results-heading");
  if (answered) {
    answered.focus();
  }
}());
