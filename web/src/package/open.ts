// What Model.load() was given, as a model file and the package that it lay in.

import { AttuneError } from '../errors.js';
import { type FileCollection, type Files, type FolderHandle, isFile, listFiles, listFolder } from './files.js';
import { Allowance, type FileLimits, type PackageLimits } from './limits.js';
import { ModelPackage } from './model-package.js';
import { isZip, unzip } from './unzip.js';

export interface OpenedFile {
  /** The `.mlmodel`. */
  readonly model: Blob;
  /** Undefined: the model came as a file of its own. */
  readonly package: ModelPackage | undefined;
}

export type Opened = Blob | FolderHandle | FileCollection;

/**
 * @param source a model file, a zip of a package, a package's folder or its files
 * @throws AttuneError `model-invalid`, `model-too-large`, `unsupported`, `integrity`
 */
export async function openModel(source: Opened, limits: FileLimits, signal?: AbortSignal): Promise<OpenedFile> {
  const opened = await open(source, limits, signal);
  if (opened.model.size > limits.modelBytes) {
    throw new AttuneError(
      'model-too-large',
      `the model file has ${opened.model.size} bytes, more than ${limits.modelBytes}`,
    );
  }
  return opened;
}

async function open(source: Opened, limits: PackageLimits, signal?: AbortSignal): Promise<OpenedFile> {
  const allowance = new Allowance(limits);
  const ofPackage = async (files: Files): Promise<OpenedFile> => {
    const found = await ModelPackage.find(files);
    return { model: found.model, package: found };
  };
  if (isFile(source)) {
    if (!(await isZip(source))) return { model: source, package: undefined };
    return ofPackage(await unzip(source, limits, allowance, signal));
  }
  if ('kind' in source) return ofPackage(await listFolder(source, allowance, signal));
  return ofPackage(listFiles(source, allowance));
}
