// When and where one is: a day strip, a week, a place, a sky.

import type { Signal } from '@preact/signals';
import { CLOSES, OPENS, PLACES, WEATHERS, WEEKDAYS } from './menu.ts';
import type { Shop } from './shop.ts';

export function VisitPicker({ shop }: { shop: Shop }) {
  const isPlaying = shop.playing.value !== undefined;
  return (
    <section class="visit" aria-labelledby="visit-title">
      <h2 id="visit-title" class="visit-title">
        {sentenceOf(shop)}
      </h2>
      <fieldset class="chips" disabled={isPlaying}>
        <legend>Day</legend>
        {WEEKDAYS.map((name, day) => (
          <Chip
            key={name}
            group="weekday"
            text={name.slice(0, 3)}
            label={name}
            isChosen={shop.weekday.value === day}
            onChoose={() => {
              shop.weekday.value = day;
            }}
          />
        ))}
      </fieldset>
      <label class="hour">
        <span>Time</span>
        <input
          type="range"
          min={OPENS}
          max={CLOSES}
          step={0.25}
          disabled={isPlaying}
          value={shop.hour.value}
          aria-valuetext={clockOf(shop.hour.value)}
          onInput={({ currentTarget }) => {
            shop.hour.value = currentTarget.valueAsNumber;
          }}
        />
        <span class="hour-marks figure" aria-hidden="true">
          {[6, 10, 14, 18, 22].map((hour) => (
            <span key={hour}>{clockOf(hour)}</span>
          ))}
        </span>
      </label>
      <Choice legend="Place" values={PLACES} chosen={shop.place} isDisabled={isPlaying} />
      <Choice legend="Sky" values={WEATHERS} chosen={shop.weather} isDisabled={isPlaying} />
    </section>
  );
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly values: readonly T[];
  readonly chosen: Signal<T>;
  readonly isDisabled: boolean;
}

function Choice<T extends string>({ legend, values, chosen, isDisabled }: ChoiceProps<T>) {
  return (
    <fieldset class="chips" disabled={isDisabled}>
      <legend>{legend}</legend>
      {values.map((value) => (
        <Chip
          key={value}
          group={legend.toLowerCase()}
          text={capital(value)}
          label={capital(value)}
          isChosen={chosen.value === value}
          onChoose={() => {
            chosen.value = value;
          }}
        />
      ))}
    </fieldset>
  );
}

interface ChipProps {
  readonly group: string;
  readonly text: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Chip({ group, text, label, isChosen, onChoose }: ChipProps) {
  return (
    <label class="chip">
      <input type="radio" name={group} aria-label={label} checked={isChosen} onChange={onChoose} />
      <span aria-hidden="true">{text}</span>
    </label>
  );
}

function sentenceOf({ weekday, hour, place, weather }: Shop): string {
  const where =
    place.value === 'home' ? 'at home' : place.value === 'office' ? 'at the office' : `at the ${place.value}`;
  return `${WEEKDAYS[weekday.value]}, ${clockOf(hour.value)}, ${where}, ${weather.value}`;
}

export function clockOf(hour: number): string {
  const minutes = Math.round((hour % 1) * 60);
  return `${Math.floor(hour)}:${String(minutes).padStart(2, '0')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
